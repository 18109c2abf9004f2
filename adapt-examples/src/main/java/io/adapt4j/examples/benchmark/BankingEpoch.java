package io.adapt4j.examples.benchmark;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.Head;
import io.adapt4j.Manifest;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.examples.Models;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Pooling;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.LengthBuckets;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.TextClassification;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * An epoch of Banking77 with evaluation: LoRA on all linear layers of MiniLM and a linear head, without dropout, from an adapter
 * that changes nothing. All that decides what comes out can be told to another program: texts as tokens, batches, start.
 */
final class BankingEpoch {
    /** Tokens to which texts are cut, and padded by those who pad to one length. */
    static final int TOKENS = 64;

    private static final int HIDDEN = 384;
    private static final Hyperparameters HYPERPARAMETERS =
            Hyperparameters.defaults().withEpochs(1).withBatchSize(16);

    private final BaseModel base;
    private final List<Example> train;
    private final List<Example> test;
    private final List<String> labels;
    private final TextClassification task;
    private final Lora method = Lora.rank(8);
    private final Adapter start;

    /** A training and the seconds that it took, from the texts on. */
    record Trained(double seconds, TrainingResult result) {
        double accuracy() {
            return result.best().orElseThrow().metrics().value("accuracy");
        }
    }

    /** @param limit the number of examples of the training part that are taken at most, evenly spaced; 0 for all */
    BankingEpoch(BaseModel base, Path folder, int limit) {
        this.base = base;
        List<Example> all = ExampleSource.csv(folder.resolve("train.csv"), "text", "category")
                .read();
        int step = limit == 0 ? 1 : Math.max(1, all.size() / limit);
        train = IntStream.iterate(0, i -> i < all.size(), i -> i + step)
                .mapToObj(all::get)
                .toList();
        test = ExampleSource.csv(folder.resolve("test.csv"), "text", "category").read();
        labels = train.stream().map(Example::label).distinct().sorted().toList();
        task = TextClassification.labels(labels)
                .tokenizer(Models.MINI_LM.tokenizer())
                .maxLength(TOKENS)
                .headDropout(0)
                .head(new HeadConfig.Linear());
        start = start();
    }

    private Adapter start() {
        SplittableRandom random = new SplittableRandom(5);
        List<ModuleDelta> deltas = new ArrayList<>();
        for (TargetModule module : method.select(base.targetModules())) {
            int rank = method.rankOf(module.path());
            float[] a = new float[rank * module.inFeatures()];
            double bound = 1 / Math.sqrt(module.inFeatures());
            for (int i = 0; i < a.length; i++) {
                a[i] = (float) (bound * (2 * random.nextDouble() - 1));
            }
            TreeMap<String, Tensor> factors = new TreeMap<>();
            factors.put("lora_A", Tensor.of(a, rank, module.inFeatures()));
            factors.put("lora_B", zeros(module.outFeatures(), rank));
            deltas.add(new ModuleDelta(module.path(), factors));
        }
        Manifest manifest = new Manifest(
                Optional.of(base.hash()),
                Optional.of(base.fingerprint()),
                Optional.of(new TextClassificationSpec(labels, Pooling.MEAN, false, TOKENS)),
                Optional.of(Models.MINI_LM.tokenizer().hash()),
                new JsonObject());
        Head head = new Head(zeros(labels.size(), HIDDEN), Tensor.of(new float[labels.size()], labels.size()));
        return new Adapter(method, deltas, Optional.of(head), Optional.empty(), manifest);
    }

    private static Tensor zeros(int rows, int columns) {
        return Tensor.of(new float[rows * columns], rows, columns);
    }

    Trained train() {
        long begin = System.nanoTime();
        TrainingResult result = Trainer.on(base)
                .hyperparameters(HYPERPARAMETERS)
                .from(start)
                .task(task)
                .evaluateOn(ExampleSource.of(test))
                .train(ExampleSource.of(train));
        return new Trained((System.nanoTime() - begin) / 1e9, result);
    }

    int batchSize() {
        return HYPERPARAMETERS.batchSize();
    }

    List<Example> trainingPart() {
        return train;
    }

    List<Example> testPart() {
        return test;
    }

    /** The number of an example's label. */
    int label(Example example) {
        return labels.indexOf(example.label());
    }

    int labels() {
        return labels.size();
    }

    List<TokenizedText> tokens(List<Example> examples) {
        return task.input()
                .encoder()
                .encode(examples.stream().map(Example::text).toList());
    }

    /** The batches as the trainer makes them of its seed: what it drops has its own random numbers, which come first. */
    List<int[]> batches() {
        SplittableRandom random = new SplittableRandom(HYPERPARAMETERS.seed());
        random.split();
        int[] lengths = tokens(train).stream().mapToInt(TokenizedText::length).toArray();
        return LengthBuckets.epoch(lengths, batchSize(), random.split());
    }

    /** What the training starts with. */
    Adapter startingAdapter() {
        return start;
    }

    double scaling() {
        return method.alpha() / method.rank();
    }
}
