package io.adapt4j.examples.engines;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.examples.Engine;
import io.adapt4j.examples.Models;
import io.adapt4j.examples.quickstart.Datasets;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains an adapter for the source of a mail on each engine, over the same all-MiniLM-L6-v2, and lets both engines answer all test
 * subjects with both adapters.
 */
@Command(name = "two-engines", mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
public final class TwoEngines implements Callable<Integer> {
    @Option(names = "--train", description = "How many subjects to train on, evenly from all.")
    private int trained = 1000;

    @Option(names = "--test", description = "How many subjects to answer, evenly from all.")
    private int tested = Integer.MAX_VALUE;

    @Option(names = "--epochs")
    private int epochs = 2;

    @Option(names = "--threads", description = "Threads that one call may use.")
    private int threads = 2;

    private final PrintStream out = System.out;

    private TwoEngines() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new TwoEngines()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Datasets.Split mail = Datasets.mail("group");
        out.println(
                "| trained on | texts | labels | largest logit difference | other labels | accuracy ONNX | accuracy PyTorch |");
        out.println("|---|---|---|---|---|---|---|");
        compare(evenly(mail.train(), trained), evenly(mail.test(), tested), epochs, threads)
                .forEach(comparison -> out.printf(
                        Locale.ROOT,
                        "| %s | %d | %d | %.1e | %d | %.2f%% | %.2f%% |%n",
                        comparison.trainedOn(),
                        comparison.texts(),
                        comparison.labels(),
                        comparison.largestDifference(),
                        comparison.otherLabels().size(),
                        100 * comparison.accuracies().get(0),
                        100 * comparison.accuracies().get(1)));
        return 0;
    }

    /** So many of the examples, at even distances. */
    static List<Example> evenly(List<Example> all, int count) {
        int size = Math.min(count, all.size());
        List<Example> some = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            some.add(all.get((int) ((long) i * all.size() / size)));
        }
        return some;
    }

    /** One comparison for each engine that an adapter is trained on. */
    static List<Comparison> compare(List<Example> train, List<Example> test, int epochs, int threads) {
        try (BaseModel onnx = Models.MINI_LM.open(Engine.ONNX, threads);
                BaseModel pytorch = Models.MINI_LM.open(Engine.PYTORCH, threads)) {
            Map<Engine, BaseModel> bases = new EnumMap<>(Map.of(Engine.ONNX, onnx, Engine.PYTORCH, pytorch));
            List<Comparison> comparisons = new ArrayList<>();
            bases.forEach((engine, base) -> {
                Adapter adapter = train(base, train, epochs);
                comparisons.add(
                        Comparison.of(engine, test, Logits.of(onnx, adapter, test), Logits.of(pytorch, adapter, test)));
            });
            return comparisons;
        }
    }

    private static Adapter train(BaseModel base, List<Example> examples, int epochs) {
        return Trainer.on(base)
                .method(Lora.rank(8))
                .task(TextClassification.inferLabels()
                        .tokenizer(Models.MINI_LM.tokenizer())
                        .maxLength(48))
                .epochs(epochs)
                .learningRate(1e-3)
                .seed(7)
                .train(ExampleSource.of(examples))
                .adapter();
    }
}
