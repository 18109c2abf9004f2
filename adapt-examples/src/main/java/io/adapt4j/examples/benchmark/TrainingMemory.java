package io.adapt4j.examples.benchmark;

import com.google.gson.JsonObject;
import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.examples.Engine;
import io.adapt4j.examples.Models;
import io.adapt4j.train.Resources;
import io.adapt4j.train.provenance.ResidentMemory;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The memory of a process that trains MiniLM, all linear layers, at 16x128, with and without recomputation, each in a JVM of its
 * own; and the time of a step with and without, call by call in turn in a third.
 */
@Command(name = "training-memory", mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
public final class TrainingMemory implements Callable<Integer> {
    private static final Resources KEPT = Resources.defaults().withoutActivationCache();

    @Option(names = "--steps", description = "Timed steps of each kind.")
    private int steps = 15;

    @Option(names = "--rows")
    private int rows = 16;

    @Option(names = "--tokens")
    private int tokens = 128;

    @Option(names = "--json", description = "Where to write the figures.")
    private Path json = Path.of("target/training-memory.json");

    public static void main(String[] args) {
        System.exit(new CommandLine(new TrainingMemory()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path model = Files.createTempFile("minilm", ".onnx");
        try {
            Files.write(model, Models.MINI_LM.file(Engine.ONNX));
            double kept = Double.parseDouble(child(Peak.class, model, "false"));
            double recomputed = Double.parseDouble(child(Peak.class, model, "true"));
            String[] millis = child(Times.class, model, Integer.toString(steps)).split(" ");
            double keptMillis = Double.parseDouble(millis[0]);
            double recomputedMillis = Double.parseDouble(millis[1]);
            System.out.println("| " + rows + "x" + tokens + ", all linear | peak RSS MB | step ms |");
            System.out.println("|---|---|---|");
            System.out.printf("| activations kept | %.0f | %.1f |%n", kept, keptMillis);
            System.out.printf("| recomputed | %.0f | %.1f |%n", recomputed, recomputedMillis);
            System.out.printf("| ratio | **%.3f** | **%.3f** |%n", recomputed / kept, recomputedMillis / keptMillis);
            JsonObject figures = new JsonObject();
            figures.addProperty("keptMegabytes", kept);
            figures.addProperty("recomputedMegabytes", recomputed);
            figures.addProperty("keptMillis", keptMillis);
            figures.addProperty("recomputedMillis", recomputedMillis);
            Figures.write(json, figures);
            return 0;
        } finally {
            Files.delete(model);
        }
    }

    /** The last line that a program prints, in a JVM of its own. */
    private String child(Class<?> program, Path model, String argument) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms32m", // so that what reading the model needed of the heap is given back
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:MinHeapFreeRatio=10",
                        "-XX:MaxHeapFreeRatio=20",
                        program.getName(),
                        model.toString(),
                        Integer.toString(rows),
                        Integer.toString(tokens),
                        argument)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        List<String> lines = new String(
                        process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (process.waitFor() != 0 || lines.isEmpty()) {
            throw new IllegalStateException(program.getSimpleName() + " failed: " + lines);
        }
        return lines.get(lines.size() - 1);
    }

    private static BaseModel open(String model) {
        return BaseModel.open(Path.of(model), ModelOptions.defaults().withThreads(2));
    }

    private static TrainingBatch batch(String[] args) {
        return TrainingWorkload.batch(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    }

    /** Trains a few steps and prints the greatest resident size since they began, in MB. */
    static final class Peak {
        private Peak() {}

        public static void main(String[] args) throws IOException {
            Resources resources = Boolean.parseBoolean(args[3]) ? KEPT.withRecomputation() : KEPT;
            try (BaseModel base = open(args[0]);
                    TrainingSession session =
                            TrainingWorkload.open(base, Workload.method(Workload.ALL_LINEAR), resources)) {
                TrainingBatch batch = batch(args);
                System.gc(); // what reading the model left on the heap is not training's
                Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak counts from here
                for (int i = 0; i < 4; i++) {
                    session.forwardBackward(batch);
                }
            }
            System.out.println(ResidentMemory.peak() >> 20);
        }
    }

    /** Prints the median milliseconds of a step with activations kept and of one that recomputes them. */
    static final class Times {
        private Times() {}

        public static void main(String[] args) {
            TrainingBatch batch = batch(args);
            List<Double> kept = new ArrayList<>();
            List<Double> recomputed = new ArrayList<>();
            try (BaseModel base = open(args[0]);
                    TrainingSession one = TrainingWorkload.open(base, Workload.method(Workload.ALL_LINEAR), KEPT);
                    TrainingSession other = TrainingWorkload.open(
                            base, Workload.method(Workload.ALL_LINEAR), KEPT.withRecomputation())) {
                for (int i = -2; i < Integer.parseInt(args[3]); i++) {
                    double first = TrainingWorkload.step(one, batch);
                    double second = TrainingWorkload.step(other, batch);
                    if (i >= 0) {
                        kept.add(first);
                        recomputed.add(second);
                    }
                }
            }
            System.out.println(Pairs.median(kept) + " " + Pairs.median(recomputed));
        }
    }
}
