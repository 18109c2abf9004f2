package io.adapt4j.examples.multitenant;

import static java.util.Objects.requireNonNull;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.management.OperatingSystemMXBean;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.TokenizerFile;
import io.adapt4j.examples.Engine;
import io.adapt4j.examples.Models;
import io.adapt4j.examples.quickstart.Datasets;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.task.TextTask;
import io.adapt4j.task.Classification;
import io.adapt4j.train.Tenant;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains an adapter for each of many tenants on the tenant's own mail, once one after the other and once together, in turn within one
 * process, and compares throughput and what was learnt.
 */
@Command(name = "train-together", mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
public final class TrainTogether implements Callable<Integer> {
    @Option(names = "--tenants")
    private int tenants = 64;

    @Option(names = "--batch", description = "Examples of each tenant's step.")
    private int batch = 4;

    @Option(names = "--epochs")
    private int epochs = 2;

    @Option(names = "--rounds", description = "How often both ways are measured in turn.")
    private int rounds = 3;

    @Option(names = "--threads")
    private int threads = 2;

    @Option(names = "--engine")
    private Engine engine = Engine.ONNX;

    @Option(names = "--json", description = "JSON file to write.")
    private Path json = Path.of("target", "train-together.json");

    private final PrintStream out = System.out;

    public static void main(String[] args) {
        System.exit(new CommandLine(new TrainTogether()).execute(args));
    }

    /**
     * Examples per second: of whole trainings, from examples to adapters; of their steps alone; and of whole trainings per second of
     * the processor, which what else the machine does changes less.
     */
    private record Measured(double whole, double steps, double cpu, Map<String, Adapter> adapters) {}

    /** The time, and the processor time of the process, in nanoseconds. */
    private record Start(long wall, long cpu) {
        static Start now() {
            OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
            return new Start(System.nanoTime(), system.getProcessCpuTime());
        }
    }

    @Override
    public Integer call() throws IOException {
        Datasets.Split mail = Datasets.mail("label");
        List<Tenant<?>> all = tenants(mail.train());
        JsonArray measured = new JsonArray();
        try (BaseModel base = Models.MINI_LM.open(engine, threads)) {
            Trainer<Void> trainer = Trainer.on(base)
                    .method(Lora.rank(8).targets("attention.query", "attention.value"))
                    .epochs(epochs)
                    .batchSize(batch)
                    .learningRate(2e-3);
            apart(trainer, all.subList(0, 2));
            together(trainer, all.subList(0, Math.min(8, tenants)));
            out.printf(
                    "%d tenants, batch %d, %d epochs, %d examples, %d threads, %s; examples/s%n",
                    tenants, batch, epochs, mail.train().size(), threads, engine);
            out.printf(
                    "%-12s %18s %18s %8s   %12s%n", "round", "one after another", "together", "ratio", "same answers");
            for (int round = 1; round <= rounds; round++) {
                boolean apartFirst = round % 2 == 1;
                Measured first = apartFirst ? apart(trainer, all) : together(trainer, all);
                Measured second = apartFirst ? together(trainer, all) : apart(trainer, all);
                Measured apart = apartFirst ? first : second;
                Measured together = apartFirst ? second : first;
                double same = agreement(base, apart, together, mail.test().subList(0, 100));
                print(round + " whole", apart.whole, together.whole, same);
                print(round + " steps", apart.steps, together.steps, same);
                print(round + " per cpu s", apart.cpu, together.cpu, same);
                measured.add(json(apart, together, same));
            }
        }
        JsonObject document = new JsonObject();
        document.addProperty("tenants", tenants);
        document.addProperty("batch", batch);
        document.addProperty("epochs", epochs);
        document.addProperty("threads", threads);
        document.addProperty("engine", engine.name());
        document.add("rounds", measured);
        Files.createDirectories(json.toAbsolutePath().getParent());
        Files.writeString(json, document.toString());
        out.println("JSON: " + json.toAbsolutePath());
        return 0;
    }

    /** The mail, dealt out so that each tenant has both kinds. */
    private List<Tenant<?>> tenants(List<Example> mail) {
        TokenizerFile tokenizer = Models.MINI_LM.tokenizer();
        TextClassification task = TextClassification.labels("spam", "ham").tokenizer(tokenizer);
        List<Tenant<?>> all = new ArrayList<>();
        for (List<Example> slice : Slices.of(mail, tenants)) {
            String name = "tenant-" + all.size();
            all.add(Tenant.of(name, task, ExampleSource.of(slice)).seed(all.size()));
        }
        return all;
    }

    private Measured apart(Trainer<Void> trainer, List<Tenant<?>> all) {
        Map<String, Adapter> adapters = new LinkedHashMap<>();
        StepClock clock = new StepClock();
        Start start = Start.now();
        for (Tenant<?> tenant : all) {
            adapters.put(tenant.name(), alone(trainer, tenant, clock));
        }
        return measured(start, all, clock, adapters);
    }

    private static <E> Adapter alone(Trainer<Void> trainer, Tenant<E> tenant, StepClock clock) {
        return trainer.task(tenant.task())
                .seed(tenant.seed().orElseThrow())
                .listener(clock)
                .train(tenant.examples())
                .adapter();
    }

    private Measured together(Trainer<Void> trainer, List<Tenant<?>> all) {
        StepClock clock = new StepClock();
        List<Tenant<?>> timed = new ArrayList<>();
        all.forEach(tenant -> timed.add(tenant.listener(clock)));
        Start start = Start.now();
        Map<String, Adapter> adapters = new LinkedHashMap<>();
        trainer.together(timed).results().forEach((name, result) -> adapters.put(name, result.adapter()));
        return measured(start, all, clock, adapters);
    }

    private Measured measured(Start start, List<Tenant<?>> all, StepClock clock, Map<String, Adapter> adapters) {
        Start end = Start.now();
        long examples = 0;
        long steps = 0;
        for (Tenant<?> tenant : all) {
            int own = tenant.examples().read().size();
            examples += (long) own * epochs;
            steps += (long) (own + batch - 1) / batch * epochs;
        }
        return new Measured(
                examples * 1e9 / (end.wall - start.wall),
                clock.stepsPerSecond() * examples / steps,
                examples * 1e9 / (end.cpu - start.cpu),
                adapters);
    }

    /** The share of texts to which a tenant's two adapters give the same label. */
    private static double agreement(BaseModel base, Measured apart, Measured together, List<Example> test) {
        List<String> texts = test.stream().map(Example::text).toList();
        int same = 0;
        for (Map.Entry<String, Adapter> tenant : apart.adapters.entrySet()) {
            List<String> one = labels(base, tenant.getValue(), texts);
            List<String> other = labels(base, requireNonNull(together.adapters.get(tenant.getKey())), texts);
            for (int i = 0; i < texts.size(); i++) {
                same += one.get(i).equals(other.get(i)) ? 1 : 0;
            }
        }
        return (double) same / (texts.size() * apart.adapters.size());
    }

    private static List<String> labels(BaseModel base, Adapter adapter, List<String> texts) {
        try (BoundAdapter bound = base.adapted().bind(adapter)) {
            return TextTask.require(TextTask.of(adapter), Classification.class, "comparison")
                    .answer(base.adapted(), bound, texts)
                    .stream()
                    .map(Classification::label)
                    .toList();
        }
    }

    private void print(String what, double apart, double together, double same) {
        out.printf(
                Locale.ROOT,
                "%-12s %18.1f %18.1f %8.2f   %11.2f%%%n",
                what,
                apart,
                together,
                together / apart,
                100 * same);
    }

    private static JsonObject json(Measured apart, Measured together, double same) {
        JsonObject round = new JsonObject();
        round.addProperty("apartExamplesPerSecond", apart.whole);
        round.addProperty("togetherExamplesPerSecond", together.whole);
        round.addProperty("ratio", together.whole / apart.whole);
        round.addProperty("apartStepsOnly", apart.steps);
        round.addProperty("togetherStepsOnly", together.steps);
        round.addProperty("ratioStepsOnly", together.steps / apart.steps);
        round.addProperty("apartExamplesPerCpuSecond", apart.cpu);
        round.addProperty("togetherExamplesPerCpuSecond", together.cpu);
        round.addProperty("ratioPerCpuSecond", together.cpu / apart.cpu);
        round.addProperty("sameAnswers", same);
        return round;
    }
}
