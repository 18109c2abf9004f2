package io.adapt4j.examples.quickstart;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.AdaptException;
import io.adapt4j.examples.Engine;
import io.adapt4j.examples.Models;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.spi.Engines;
import io.adapt4j.spi.ModelSource;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.LinearProbe;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.metric.ClassificationMetrics;
import io.adapt4j.train.task.TextClassification;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains adapters on a base model, compares them with a linear probe, serves them beside each other and swaps one under
 * load. Without arguments it does so for mail subjects on all-MiniLM-L6-v2; with arguments, for the user's own model and
 * data.
 */
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = "Trains, serves and hot-swaps adapters inside the JVM.")
public final class Quickstart implements Callable<Integer> {
    @Option(names = "--base", description = "An ONNX or TorchScript model; without it all-MiniLM-L6-v2.")
    private @Nullable Path base = null;

    @Option(names = "--engine", description = "What runs all-MiniLM-L6-v2: ${COMPLETION-CANDIDATES}.")
    private Engine engine = Engine.ONNX;

    @Option(names = "--tokenizer", description = "The model's tokenizer.json.")
    private @Nullable Path tokenizer = null;

    @Option(names = "--train", description = "CSV to train on; without it the mail subjects that come along.")
    private @Nullable Path train = null;

    @Option(names = "--test", description = "CSV to test on.")
    private @Nullable Path test = null;

    @Option(names = "--text-column")
    private String textColumn = "text";

    @Option(names = "--label-column")
    private String labelColumn = "label";

    @Option(names = "--targets", split = ",", description = "Roles, module names or regular expressions.")
    private List<String> targets = List.of("all-linear");

    @Option(names = "--rank")
    private int rank = 8;

    @Option(names = "--epochs")
    private int epochs = 3;

    @Option(names = "--learning-rate")
    private double learningRate = 1e-3;

    @Option(names = "--pooling", description = "${COMPLETION-CANDIDATES}.")
    private Pooling pooling = Pooling.MEAN;

    @Option(names = "--max-length", description = "Texts are cut to this many tokens.")
    private int maxLength = 48;

    @Option(names = "--seed")
    private long seed = 7;

    @Option(names = "--threads", description = "Threads that the engine uses for one call; 0 for its own choice.")
    private int threads = 0;

    @Option(names = "--save", description = "Folder to save the adapters to.")
    private @Nullable Path save = null;

    @Option(names = "--report", description = "HTML file to write.")
    private Path report = Path.of("target", "quickstart.html");

    private final PrintStream out = System.out;
    private final boolean terminal = System.console() != null;

    private Quickstart() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line: an error of the library becomes one line. */
    static CommandLine commandLine() {
        return new CommandLine(new Quickstart())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((error, command, parsed) -> {
                    if (error instanceof AdaptException || error instanceof IOException) {
                        command.getErr()
                                .println(command.getColorScheme().errorText(String.valueOf(error.getMessage())));
                        return 1;
                    }
                    throw error;
                });
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if ((train == null) != (test == null)) {
            throw new IOException("--train and --test go together");
        }
        if ((base == null) != (tokenizer == null)) {
            throw new IOException("--base and --tokenizer go together");
        }
        long start = System.nanoTime();
        TokenizerFile tokenizerFile = tokenizer == null ? Models.MINI_LM.tokenizer() : TokenizerFile.read(tokenizer);
        ModelSource source = base == null ? ModelSource.of(Models.MINI_LM.file(engine)) : ModelSource.of(base);
        List<Outcome> outcomes = new ArrayList<>();
        try (BaseModel model = Engines.open(source, ModelOptions.defaults().withThreads(threads))) {
            long modelBytes = source.size();
            out.printf(
                    Locale.ROOT,
                    "Base model %s on %s, %.0f MB, %d target modules%n",
                    model.hash().abbreviated(),
                    model.engine(),
                    modelBytes / 1e6,
                    model.targetModules().size());
            TextClassification task = TextClassification.inferLabels()
                    .tokenizer(tokenizerFile)
                    .pooling(pooling)
                    .maxLength(maxLength);
            if (train != null && test != null) {
                outcomes.add(learn(
                        model,
                        task,
                        labelColumn,
                        new Datasets.Split(
                                ExampleSource.csv(train, textColumn, labelColumn)
                                        .read(),
                                ExampleSource.csv(test, textColumn, labelColumn).read())));
            } else {
                outcomes.add(learn(model, task, "spam", Datasets.mail("label")));
                outcomes.add(learn(model, task, "group", Datasets.mail("group")));
            }
            QuickstartReport.printTable(out, outcomes, modelBytes);
            SwapUnderLoad.Outcome swap = serve(model, task, outcomes);
            QuickstartReport.of(outcomes, modelBytes, swap, (System.nanoTime() - start) / 1e9)
                    .write(report);
        }
        out.printf(
                Locale.ROOT,
                "%nDone in %.0f s. Report: %s%n",
                (System.nanoTime() - start) / 1e9,
                report.toAbsolutePath());
        return 0;
    }

    /**
     * What learning one task gave.
     *
     * @param probe the linear probe on the untouched base
     * @param adapted the adapter
     * @param data what it learnt from and was tested on
     */
    record Outcome(
            String name,
            Datasets.Split data,
            ClassificationMetrics probe,
            double probeSeconds,
            TrainingResult result,
            ClassificationMetrics adapted,
            double seconds) {}

    private Outcome learn(BaseModel model, TextClassification task, String name, Datasets.Split data) {
        out.printf(
                Locale.ROOT,
                "%nTask \"%s\": %d examples to train on, %d to test on%n",
                name,
                data.train().size(),
                data.test().size());
        ExampleSource<Example> testSource = ExampleSource.of(data.test());
        long start = System.nanoTime();
        ClassificationMetrics probe =
                LinearProbe.fit(model, task, ExampleSource.of(data.train())).evaluate(testSource);
        double probeSeconds = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        Datasets.Split watched = data.withoutEveryTenth();
        Trainer<Example> trainer = trainer(model, task).epochs(epochs).listener(new ProgressBar(out, name, terminal));
        if (!watched.test().isEmpty()) {
            trainer = trainer.evaluateOn(ExampleSource.of(watched.test()));
        }
        TrainingResult result = trainer.train(ExampleSource.of(watched.train()));
        double seconds = (System.nanoTime() - start) / 1e9;
        if (save != null) {
            result.adapter().save(save.resolve(name));
        }
        return new Outcome(
                name, data, probe, probeSeconds, result, evaluate(model, result.adapter(), data.test()), seconds);
    }

    private Trainer<Example> trainer(BaseModel model, TextClassification task) {
        return Trainer.on(model)
                .method(Lora.rank(rank).targets(targets.toArray(String[]::new)))
                .task(task)
                .learningRate(learningRate)
                .seed(seed);
    }

    private static ClassificationMetrics evaluate(BaseModel model, Adapter adapter, List<Example> examples) {
        try (AdapterHost host = AdapterHost.on(model)) {
            host.deploy("evaluated", adapter);
            return ClassificationMetrics.of(
                    host.classify(
                            "evaluated", examples.stream().map(Example::text).toList()),
                    examples.stream().map(Example::label).toList());
        }
    }

    private SwapUnderLoad.Outcome serve(BaseModel model, TextClassification task, List<Outcome> outcomes)
            throws InterruptedException {
        Outcome first = outcomes.get(0);
        List<Example> tests = first.data().test();
        out.printf("%nServing %d adapters beside each other on one base:%n", outcomes.size());
        try (AdapterHost host = AdapterHost.on(model)) {
            for (Outcome outcome : outcomes) {
                host.deploy(outcome.name(), outcome.result().adapter());
            }
            for (int i = 0; i < 5; i++) {
                Example example = tests.get(i * tests.size() / 5);
                StringBuilder line = new StringBuilder();
                for (Outcome outcome : outcomes) {
                    Classification answer = host.classify(outcome.name(), example.text());
                    line.append(String.format(
                            Locale.ROOT, "  %s=%s (%.2f)", outcome.name(), answer.label(), answer.probability()));
                }
                out.printf("  \"%s\" ->%s%n", example.text(), line);
            }
            out.printf("%nHot swap: a version trained for a few steps serves; the full one replaces it under load%n");
            Adapter early = trainer(model, task)
                    .hyperparameters(Hyperparameters.defaults().withMaxSteps(5).withSeed(seed))
                    .train(ExampleSource.of(first.data().train()))
                    .adapter();
            host.deploy(first.name(), early);
            SwapUnderLoad.Outcome swap = SwapUnderLoad.run(
                    host,
                    first.name(),
                    first.result().adapter(),
                    tests.stream().map(Example::text).toList(),
                    3000);
            out.printf(
                    Locale.ROOT,
                    "  %d requests, %d failed; the swap took %.1f ms%n",
                    swap.requests().size(),
                    swap.failures(),
                    swap.swapMilliseconds());
            return swap;
        }
    }
}
