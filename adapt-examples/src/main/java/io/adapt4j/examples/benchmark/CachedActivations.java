package io.adapt4j.examples.benchmark;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.BaseModel;
import io.adapt4j.examples.Models;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.Resources;
import io.adapt4j.train.data.LengthBuckets;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Epochs over random texts of the lengths of short messages: adapters on all layers of MiniLM, on the last third of them, and
 * on the last third from cached activations; batch by batch in turn. Forward and backward.
 */
@Command(name = "cached-activations", mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
public final class CachedActivations implements Callable<Integer> {
    /** The last two of six layers. */
    private static final String[] LAST_THIRD = {"encoder\\.layer\\.[45]\\..*"};

    private static final List<String> KINDS =
            List.of("all layers", "last third of the layers", "last third, cached activations");

    @Option(names = "--examples")
    private int examples = 640;

    @Option(names = "--batch")
    private int batch = 16;

    @Option(names = "--shortest", description = "Tokens of the shortest text.")
    private int shortest = 8;

    @Option(names = "--longest", description = "Tokens of the longest text.")
    private int longest = 64;

    @Option(names = "--epochs")
    private int epochs = 3;

    @Option(names = "--json", description = "Where to write the figures.")
    private Path json = Path.of("target/cached-activations.json");

    public static void main(String[] args) {
        System.exit(new CommandLine(new CachedActivations()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        List<TokenizedText> texts = texts();
        int[] lengths = texts.stream().mapToInt(TokenizedText::length).toArray();
        Lora last = Lora.rank(8).targets(LAST_THIRD);
        Resources plain = Resources.defaults().withoutActivationCache();
        double[][] seconds = new double[epochs][KINDS.size()];
        try (BaseModel base = Models.MINI_LM.open(2);
                TrainingSession all = TrainingWorkload.open(base, Lora.rank(8), plain);
                TrainingSession uncached = TrainingWorkload.open(base, last, plain);
                TrainingSession cached = TrainingWorkload.open(base, last, Resources.defaults())) {
            List<TrainingSession> sessions = List.of(all, uncached, cached);
            for (int kind = 0; kind < 2; kind++) { // what is not computed in the first call only
                TrainingWorkload.step(sessions.get(kind), TrainingWorkload.batch(texts.subList(0, batch)));
            }
            SplittableRandom random = new SplittableRandom(1);
            for (double[] epoch : seconds) {
                List<TrainingBatch> steps = LengthBuckets.epoch(lengths, batch, random.split()).stream()
                        .map(members -> TrainingWorkload.batch(
                                Arrays.stream(members).mapToObj(texts::get).toList()))
                        .toList();
                for (int step = 0; step < steps.size(); step++) {
                    for (int kind = 0; kind < epoch.length; kind++) {
                        quiet();
                        long start = System.nanoTime();
                        if (step + 1 < steps.size()) {
                            sessions.get(kind).announce(steps.get(step + 1));
                        }
                        sessions.get(kind).forwardBackward(steps.get(step));
                        epoch[kind] += (System.nanoTime() - start) / 1e9;
                    }
                }
            }
        }
        report(seconds);
        return 0;
    }

    /** The threads of the session before wait for more work in a loop for a while, which would slow this one down; a training has one session. */
    private static void quiet() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }

    private List<TokenizedText> texts() {
        SplittableRandom random = new SplittableRandom(7);
        List<TokenizedText> texts = new ArrayList<>();
        for (int i = 0; i < examples; i++) {
            int tokens = random.nextInt(shortest, longest + 1);
            texts.add(new TokenizedText(random.longs(tokens, 1000, 20000).toArray(), new long[tokens]));
        }
        return texts;
    }

    private void report(double[][] seconds) throws IOException {
        System.out.println("| adapters, all linear | first epoch s | later epochs s | of all layers |");
        System.out.println("|---|---|---|---|");
        double[] later = new double[KINDS.size()];
        JsonArray rows = new JsonArray();
        for (int kind = 0; kind < later.length; kind++) {
            for (int epoch = 1; epoch < epochs; epoch++) {
                later[kind] += seconds[epoch][kind] / (epochs - 1);
            }
            System.out.printf(
                    "| %s | %.2f | %.2f | **%.3f** |%n",
                    KINDS.get(kind), seconds[0][kind], later[kind], later[kind] / later[0]);
            JsonObject row = new JsonObject();
            row.addProperty("kind", KINDS.get(kind));
            row.addProperty("firstEpochSeconds", seconds[0][kind]);
            row.addProperty("laterEpochSeconds", later[kind]);
            rows.add(row);
        }
        Figures.write(json, rows);
    }
}
