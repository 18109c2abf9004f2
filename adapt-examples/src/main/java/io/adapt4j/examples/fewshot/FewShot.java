package io.adapt4j.examples.fewshot;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import io.adapt4j.BaseModel;
import io.adapt4j.examples.Models;
import io.adapt4j.examples.Shots;
import io.adapt4j.train.data.Example;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
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

    @Option(names = "--report", description = "HTML file to write the report to.")
    private @Nullable Path report = null;

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
                Intents intents = new Intents(base, model.tokenizer(), model.pooling(), settings);
                for (Path folder : data) {
                    Dataset dataset = Dataset.read(folder);
                    for (int perClass : shots) {
                        for (Way way : ways) {
                            outcomes.add(run(intents, model.name().toLowerCase(Locale.ROOT), dataset, perClass, way));
                            write(outcomes);
                        }
                    }
                }
            }
        }
        out.println();
        out.println(line(FewShotReport.HEAD));
        out.println("|" + "---|".repeat(FewShotReport.HEAD.size()));
        outcomes.forEach(outcome -> out.println(line(outcome.cells())));
        return 0;
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private Outcome run(Intents intents, String base, Dataset dataset, int perClass, Way way) {
        long start = System.nanoTime();
        List<Double> accuracies = new ArrayList<>();
        Outcome outcome = new Outcome(dataset.name(), base, perClass, way, accuracies, 0);
        for (long seed = firstDraw; seed < firstDraw + draws; seed++) {
            List<Example> drawn = Shots.draw(dataset.train(), perClass, seed);
            Dataset evaluated = validate > 0 ? dataset.validating(drawn, validate) : dataset;
            accuracies.add(intents.accuracy(way, drawn, evaluated.test(), seed));
            double seconds = (System.nanoTime() - start) / 1e9 / accuracies.size();
            outcome = new Outcome(dataset.name(), base, perClass, way, List.copyOf(accuracies), seconds);
            out.println("draw " + seed + ": " + line(outcome.cells()));
        }
        return outcome;
    }

    /** After each way, so that what there is can be looked at, and stays where the next one fails. */
    private void write(List<Outcome> outcomes) throws IOException {
        if (json != null) {
            JsonArray all = new JsonArray();
            outcomes.forEach(outcome -> all.add(outcome.toJson()));
            Files.writeString(
                    json, new GsonBuilder().setPrettyPrinting().create().toJson(all));
        }
        if (report != null) {
            FewShotReport.of(outcomes).write(report);
        }
    }
}
