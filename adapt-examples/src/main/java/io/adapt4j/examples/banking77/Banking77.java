package io.adapt4j.examples.banking77;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.examples.Models;
import io.adapt4j.examples.Shots;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.task.Classification;
import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.TrainingListener;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.metric.ClassificationMetrics;
import io.adapt4j.train.provenance.ResidentMemory;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.TextClassification;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains bge-small-en-v1.5, or another base, with LoRA on Banking77 (Casanueva et al., "Efficient Intent Detection with Dual Sentence
 * Encoders", 2020) and evaluates on the official test split, once, at the end: nothing is selected on it.
 */
@Command(name = "banking77", mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
public final class Banking77 implements Callable<Integer> {
    @Option(
            names = "--data",
            required = true,
            description = "Folder with train.csv and test.csv (columns text, category).")
    private Path data = Path.of(".");

    @Option(names = "--base", description = "One of ${COMPLETION-CANDIDATES}.")
    private Models model = Models.BGE_SMALL;

    @Option(names = "--seeds", split = ",", description = "One training for each seed.")
    private List<Long> seeds = List.of(1L, 2L, 3L);

    @Option(names = "--shots", description = "Examples per class, drawn with the seed; 0 for all.")
    private int shots = 0;

    @Option(names = "--rank")
    private int rank = 8;

    @Option(names = "--alpha")
    private double alpha = 16;

    @Option(names = "--dropout", description = "LoRA dropout.")
    private double dropout = 0;

    @Option(names = "--head-dropout")
    private double headDropout = 0.1;

    @Option(names = "--label-smoothing")
    private double labelSmoothing = 0;

    @Option(names = "--scale", description = "Scale of the cosine head; 0 for a linear head.")
    private double scale = 20;

    @Option(names = "--epochs")
    private int epochs = 6;

    @Option(names = "--batch")
    private int batch = 32;

    @Option(names = "--lr", description = "Learning rate of the deltas.")
    private double learningRate = 1e-3;

    @Option(names = "--head-lr", description = "Learning rate of the head.")
    private double headLearningRate = 1e-3;

    @Option(names = "--weight-decay")
    private double weightDecay = 0.01;

    @Option(names = "--warmup", description = "Share of the steps.")
    private double warmup = 0.1;

    @Option(names = "--ema", description = "Decay of the moving average of the weights; 0 for none.")
    private double ema = 0;

    @Option(names = "--lora-plus", description = "Factor on the learning rate of B.")
    private double loraPlus = 1;

    @Option(names = "--threads")
    private int threads = 2;

    @Option(
            names = "--watch",
            description = "Evaluate on the test split after each epoch, for exploring only: the best"
                    + " epoch would be selected on it.")
    private boolean watch = false;

    @Option(names = "--json", description = "File to write the results to.")
    private @Nullable Path json = null;

    private final PrintStream out = System.out;

    private Banking77() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Banking77()).execute(args));
    }

    /**
     * A run.
     *
     * @param seconds all of it
     * @param stepMillis one step of the training
     * @param answerMillis one text of the test split, in batches
     */
    private record Outcome(
            long seed,
            ClassificationMetrics metrics,
            double seconds,
            double stepMillis,
            double answerMillis,
            long adapterBytes) {}

    @Override
    public Integer call() throws IOException {
        List<Example> train =
                ExampleSource.csv(data.resolve("train.csv"), "text", "category").read();
        List<Example> test =
                ExampleSource.csv(data.resolve("test.csv"), "text", "category").read();
        List<Outcome> outcomes = new ArrayList<>();
        try (BaseModel base = model.open(threads)) {
            for (long seed : seeds) {
                Outcome outcome = run(base, shots == 0 ? train : Shots.draw(train, shots, seed), test, seed);
                outcomes.add(outcome);
                out.printf(
                        "seed %d: test accuracy %.4f, macro-F1 %.4f, %.0f s, %.0f ms a step, %.2f ms an answer,"
                                + " adapter %.1f MB%n",
                        seed,
                        outcome.metrics.accuracy(),
                        outcome.metrics.macroF1(),
                        outcome.seconds,
                        outcome.stepMillis,
                        outcome.answerMillis,
                        outcome.adapterBytes / 1e6);
            }
        }
        double mean = outcomes.stream()
                .mapToDouble(outcome -> outcome.metrics.accuracy())
                .average()
                .orElse(0);
        out.printf("mean test accuracy %.4f, peak memory %d MB%n", mean, ResidentMemory.peak() >> 20);
        if (json != null) {
            write(json, outcomes, mean);
        }
        return 0;
    }

    private Outcome run(BaseModel base, List<Example> train, List<Example> test, long seed) {
        long start = System.nanoTime();
        Trainer<Example> trainer = Trainer.on(base)
                .method(Lora.rank(rank).alpha(alpha).dropout(dropout))
                .task(TextClassification.inferLabels()
                        .tokenizer(model.tokenizer())
                        .pooling(model.pooling())
                        .headDropout(headDropout)
                        .labelSmoothing(labelSmoothing)
                        .head(scale > 0 ? new HeadConfig.Cosine(scale) : new HeadConfig.Linear()))
                .hyperparameters(Hyperparameters.defaults()
                        .withEpochs(epochs)
                        .withBatchSize(batch)
                        .withLearningRate(learningRate)
                        .withHeadLearningRate(headLearningRate)
                        .withWeightDecay(weightDecay)
                        .withWarmupRatio(warmup)
                        .withEmaDecay(ema)
                        .withLoraPlusRatio(loraPlus)
                        .withSeed(seed))
                .listener(new Progress(out, start));
        if (watch) {
            trainer.evaluateOn(ExampleSource.of(test));
        }
        TrainingResult result = trainer.train(ExampleSource.of(train));
        long trained = System.nanoTime();
        Adapter adapter = result.adapter();
        try (AdapterHost host = AdapterHost.on(base)) {
            host.deploy("banking77", adapter);
            long deployed = System.nanoTime();
            List<Classification> answers =
                    host.classify("banking77", test.stream().map(Example::text).toList());
            long answered = System.nanoTime();
            ClassificationMetrics metrics = ClassificationMetrics.of(
                    answers, test.stream().map(Example::label).toList());
            return new Outcome(
                    seed,
                    metrics,
                    (answered - start) / 1e9,
                    (trained - start) / 1e6 / result.steps().size(),
                    (answered - deployed) / 1e6 / test.size(),
                    adapter.weightBytes());
        }
    }

    private void write(Path file, List<Outcome> outcomes, double mean) throws IOException {
        JsonObject root = new JsonObject();
        root.addProperty("base", model.toString());
        root.addProperty("shots", shots);
        root.addProperty("meanAccuracy", mean);
        root.addProperty("peakMemoryMegabytes", ResidentMemory.peak() >> 20);
        JsonArray runs = new JsonArray();
        for (Outcome outcome : outcomes) {
            JsonObject run = new JsonObject();
            run.addProperty("seed", outcome.seed);
            run.addProperty("accuracy", outcome.metrics.accuracy());
            run.addProperty("macroF1", outcome.metrics.macroF1());
            run.addProperty("loss", outcome.metrics.loss());
            run.addProperty("seconds", outcome.seconds);
            run.addProperty("stepMillis", outcome.stepMillis);
            run.addProperty("answerMillis", outcome.answerMillis);
            run.addProperty("adapterBytes", outcome.adapterBytes);
            runs.add(run);
        }
        root.add("runs", runs);
        Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(root));
    }

    /** A line for every tenth of the training and every evaluation. */
    private record Progress(PrintStream out, long start) implements TrainingListener {

        @Override
        public void onStep(Step step) {
            int tenth = Math.max(1, step.totalSteps() / 10);
            if (step.step() % tenth == 0) {
                out.printf(
                        "  step %d of %d, epoch %d, loss %.4f, %.0f s%n",
                        step.step(), step.totalSteps(), step.epoch(), step.loss(), (System.nanoTime() - start) / 1e9);
            }
        }

        @Override
        public void onEvaluation(Evaluation evaluation) {
            out.printf(
                    "  epoch %d: accuracy %.4f%n",
                    evaluation.epoch(), evaluation.metrics().value("accuracy"));
        }
    }
}
