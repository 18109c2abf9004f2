package io.adapt4j.examples.benchmark;

import com.google.gson.JsonObject;
import io.adapt4j.BaseModel;
import io.adapt4j.examples.Engine;
import io.adapt4j.examples.Models;
import io.adapt4j.train.Resources;
import io.adapt4j.train.TrainingListener;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Training in Java against {@code training_step.py} on the same machine: the step of a batch of 16x64, a few steps in turn; and,
 * where the data is given, an epoch of Banking77 from texts to the evaluated adapter.
 */
@Command(name = "python-comparison", mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
public final class PythonComparison implements Callable<Integer> {
    private static final int ROWS = 16;
    private static final int TOKENS = 64;

    @Option(names = "--python", description = "The interpreter of an environment with torch.")
    private Path python = Path.of("python3");

    @Option(names = "--script")
    private Path script = Path.of("adapt-examples/src/main/python/training_step.py");

    @Option(names = "--engines", split = ",")
    private List<Engine> engines = List.of(Engine.ONNX, Engine.PYTORCH);

    @Option(names = "--threads")
    private int threads = 2;

    @Option(names = "--turns", description = "Turns of each step comparison; 0 to leave them out.")
    private int turns = 12;

    @Option(names = "--steps", description = "Steps in a turn, of which the first is not counted.")
    private int steps = 4;

    @Option(names = "--data", description = "Folder of Banking77, for the epoch: train.csv, test.csv (text, category).")
    private @Nullable Path data = null;

    @Option(names = "--limit", description = "Examples of the epoch; 0 for all.")
    private int limit = 0;

    @Option(names = "--json", description = "Where to write the figures.")
    private Path json = Path.of("target/python-comparison.json");

    public static void main(String[] args) {
        System.exit(new CommandLine(new PythonComparison()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        JsonObject figures = new JsonObject();
        System.out.println("| what | engine | Python | Java | ratio |");
        System.out.println("|---|---|---|---|---|");
        for (Engine engine : engines) {
            try (BaseModel base = Models.MINI_LM.open(engine, threads)) {
                for (String targets : List.of(Workload.ALL_LINEAR, Workload.QUERY_VALUE)) {
                    if (turns > 0) {
                        step(base, engine, targets, figures);
                    }
                }
                if (data != null) {
                    epoch(base, engine, data, figures);
                }
            }
        }
        Figures.write(json, figures);
        return 0;
    }

    private void epoch(BaseModel base, Engine engine, Path folder, JsonObject figures)
            throws IOException, InterruptedException {
        BankingEpoch epoch = new BankingEpoch(base, folder, limit);
        BankingEpoch.Trained mine = epoch.train();
        PythonEpoch theirs = PythonEpoch.run(epoch, mine.result(), python, script, threads);
        report("epoch of Banking77, s", engine, theirs.seconds(), mine.seconds(), figures);
        System.out.printf("Test accuracy: Python %.4f, Java %.4f%n", theirs.accuracy(), mine.accuracy());
        List<TrainingListener.Step> taken = mine.result().steps();
        for (int i = 0; i < Math.min(10, taken.size()); i++) {
            System.out.printf(
                    "Loss of step %d: Python %.5f, Java %.5f%n",
                    i + 1, theirs.losses().get(i), taken.get(i).loss());
        }
    }

    private void step(BaseModel base, Engine engine, String targets, JsonObject figures) throws IOException {
        TrainingBatch batch = TrainingWorkload.batch(ROWS, TOKENS);
        List<Double> java = new ArrayList<>();
        List<Double> other = new ArrayList<>();
        try (PythonStep process = new PythonStep(python, script, targets, threads);
                TrainingSession session = TrainingWorkload.open(base, Workload.method(targets), Resources.defaults())) {
            for (int turn = -1; turn < turns; turn++) {
                List<Double> mine = new ArrayList<>();
                for (int i = 0; i < steps; i++) {
                    mine.add(TrainingWorkload.step(session, batch));
                }
                List<Double> theirs = process.steps(steps);
                if (turn >= 0) {
                    java.addAll(mine.subList(1, steps));
                    other.addAll(theirs.subList(1, steps));
                }
            }
        }
        report(
                "step " + ROWS + "x" + TOKENS + ", " + targets + ", ms",
                engine,
                Pairs.median(other),
                Pairs.median(java),
                figures);
    }

    private static void report(String what, Engine engine, double python, double java, JsonObject figures) {
        System.out.printf("| %s | %s | %.1f | %.1f | **%.3f** |%n", what, engine, python, java, java / python);
        JsonObject row = new JsonObject();
        row.addProperty("python", python);
        row.addProperty("java", java);
        figures.add(engine + " " + what, row);
    }
}
