package io.adapt4j.examples.fewshot;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.examples.Models;
import io.adapt4j.examples.Shots;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.task.Classification;
import io.adapt4j.train.FewShotTrainer;
import io.adapt4j.train.LinearProbe;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.metric.ClassificationMetrics;
import io.adapt4j.train.task.HeadConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Compares ways of learning intents from a few examples per class, over several draws, on the official test split, which is
 * evaluated once for each training: nothing is selected on it.
 */
@Command(name = "fewshot", mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
public final class FewShot implements Callable<Integer> {
    @Option(
            names = "--data",
            split = ",",
            required = true,
            description = "Folders of Banking77 (train.csv, test.csv) and CLINC150 (data_full.json).")
    private List<Path> data = List.of();

    @Option(names = "--bases", split = ",")
    private List<Models> bases = List.of(Models.MINI_LM, Models.BGE_SMALL);

    @Option(names = "--shots", split = ",", description = "Examples per class.")
    private List<Integer> shots = List.of(5, 10);

    @Option(names = "--draws")
    private int draws = 5;

    @Option(names = "--first-draw", description = "Seed of the first draw.")
    private long firstDraw = 1;

    @Option(names = "--ways", split = ",")
    private List<Way> ways = List.of(Way.PROBE, Way.FINE_TUNING, Way.CONTRAST);

    @Option(
            names = "--validate",
            description = "Evaluate on about so many examples of the training split that were not drawn, for choosing"
                    + " settings; 0 for the test split.")
    private int validate = 0;

    @Option(names = "--threads")
    private int threads = 2;

    @Option(names = "--json", description = "File to write the results to.")
    private @Nullable Path json = null;

    @Mixin
    private Settings settings = new Settings();

    private final PrintStream out = System.out;

    private FewShot() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new FewShot())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Models model : bases) {
            try (BaseModel base = model.open(threads)) {
                for (Path folder : data) {
                    Dataset dataset = Dataset.read(folder);
                    for (int perClass : shots) {
                        for (Way way : ways) {
                            Outcome outcome = run(base, model, dataset, perClass, way);
                            outcomes.add(outcome);
                            out.println(line(outcome));
                        }
                    }
                }
            }
        }
        out.printf("%n| data | base | examples per class | way | accuracy | deviation | s per draw |%n");
        out.printf("|---|---|---|---|---|---|---|%n");
        outcomes.forEach(outcome -> out.println(line(outcome)));
        if (json != null) {
            JsonArray all = new JsonArray();
            outcomes.forEach(outcome -> all.add(outcome.toJson()));
            Files.writeString(
                    json, new GsonBuilder().setPrettyPrinting().create().toJson(all));
        }
        return 0;
    }

    private static String line(Outcome outcome) {
        return "| %s | %s | %d | %s | %.2f%% | %.2f | %.0f |"
                .formatted(
                        outcome.dataset(),
                        outcome.base(),
                        outcome.shots(),
                        outcome.way().title(),
                        100 * outcome.mean(),
                        100 * outcome.deviation(),
                        outcome.seconds());
    }

    private Outcome run(BaseModel base, Models model, Dataset dataset, int perClass, Way way) {
        long start = System.nanoTime();
        List<Double> accuracies = LongStream.range(firstDraw, firstDraw + draws)
                .mapToObj(seed -> {
                    List<Example> drawn = Shots.draw(dataset.train(), perClass, seed);
                    Dataset data = validate > 0 ? dataset.validating(drawn, validate) : dataset;
                    return accuracy(base, model, drawn, data.test(), way, seed);
                })
                .toList();
        double seconds = (System.nanoTime() - start) / 1e9 / draws;
        return new Outcome(dataset.name(), model.name().toLowerCase(Locale.ROOT), perClass, way, accuracies, seconds);
    }

    private double accuracy(BaseModel base, Models model, List<Example> drawn, List<Example> test, Way way, long seed) {
        ExampleSource<Example> train = ExampleSource.of(drawn);
        HeadConfig linear = new HeadConfig.Linear();
        return switch (way) {
            case PROBE ->
                LinearProbe.fit(base, settings.task(model, linear), train)
                        .evaluate(ExampleSource.of(test))
                        .accuracy();
            case FINE_TUNING ->
                accuracy(
                        base,
                        Trainer.on(base)
                                .method(settings.lora())
                                .task(settings.task(model, linear))
                                .hyperparameters(settings.fineTuning(seed))
                                .train(train)
                                .adapter(),
                        test);
            case CONTRAST ->
                accuracy(
                        base,
                        FewShotTrainer.on(base, settings.task(model, settings.contrastHead()))
                                .method(settings.contrastLora())
                                .contrast(settings.contrast())
                                .hyperparameters(settings.contrasting(seed))
                                .train(train)
                                .adapter(),
                        test);
        };
    }

    /** The accuracy of an adapter as it is served. */
    private static double accuracy(BaseModel base, Adapter adapter, List<Example> test) {
        try (AdapterHost host = AdapterHost.on(base)) {
            host.deploy("intents", adapter);
            List<Classification> answers =
                    host.classify("intents", test.stream().map(Example::text).toList());
            return ClassificationMetrics.of(
                            answers, test.stream().map(Example::label).toList())
                    .accuracy();
        }
    }
}
