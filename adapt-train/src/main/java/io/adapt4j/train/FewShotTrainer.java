package io.adapt4j.train;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.Head;
import io.adapt4j.Manifest;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.evaluate.Evaluation;
import io.adapt4j.train.task.ClassificationLearner;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.LabelEmbedding;
import io.adapt4j.train.task.LabelNames;
import io.adapt4j.train.task.Samples;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.task.TextSimilarity;
import io.adapt4j.train.task.TrainingTask;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Learns a classification from a few examples per label, in two stages (Tunstall et al., "Efficient Few-Shot Learning Without
 * Prompts", 2022): first an adapter that brings texts of one label near to each other, then a head on its vectors, which no longer
 * change. What comes out is an ordinary classification adapter. Deterministic, as {@link Trainer}.
 *
 * <p>The task's head decides the second stage: softmax regression for a linear head; for a cosine head one vector for each label, its
 * proxy where the contrast has learnt one, and else the centroid of its texts. With proxies that are kept this is the training of a cosine head.
 * The task's dropout, label smoothing, loss and class weights matter in the first stage with {@link Contrast.Proxies} only.
 */
public final class FewShotTrainer {
    private final BaseModel base;
    private final TextClassification task;
    private MethodConfig method = Lora.rank(8);
    private Hyperparameters hyperparameters = Hyperparameters.defaults();
    private Contrast contrast = new Contrast.Proxies(20);
    private Optional<ExampleSource<Example>> evaluation = Optional.empty();
    private Consumer<Trainer<?>> settings = trainer -> {};

    private FewShotTrainer(BaseModel base, TextClassification task) {
        this.base = base;
        this.task = task;
    }

    /** A training with {@link Hyperparameters#defaults}, LoRA of rank 8 on all linear layers and contrast against proxies. */
    public static FewShotTrainer on(BaseModel base, TextClassification task) {
        return new FewShotTrainer(base, task);
    }

    /** How the deltas are parametrised, and on which modules. */
    public FewShotTrainer method(MethodConfig newMethod) {
        method = newMethod;
        return this;
    }

    /** The hyper-parameters of the first stage. */
    public FewShotTrainer hyperparameters(Hyperparameters newHyperparameters) {
        hyperparameters = newHyperparameters;
        return this;
    }

    /** How the first stage teaches which texts belong together. */
    public FewShotTrainer contrast(Contrast newContrast) {
        contrast = newContrast;
        return this;
    }

    /** Examples to evaluate on once, after the second stage; the first knows no labels to be right about. */
    public FewShotTrainer evaluateOn(ExampleSource<Example> source) {
        evaluation = Optional.of(source);
        return this;
    }

    /** What else is set on the trainer of the first stage: listener, checkpoints, time budget. */
    public FewShotTrainer settings(Consumer<Trainer<?>> newSettings) {
        settings = newSettings;
        return this;
    }

    /**
     * Trains an adapter and its head.
     *
     * @throws io.adapt4j.error.InvalidDataException as {@link Trainer#train}, and when a label has one example only and the
     *     contrast is one between texts
     */
    public TrainingResult train(ExampleSource<Example> source) {
        List<Example> examples = examples(source);
        ClassificationLearner learner = task.learner(ExampleSource.of(examples));
        return finished(first(examples).train(), examples, learner);
    }

    /** As {@link #train}, on a thread of its own; what is wrong with a step is told by {@link TrainingRun#await}. */
    public TrainingRun start(ExampleSource<Example> source) {
        List<Example> examples = examples(source);
        ClassificationLearner learner = task.learner(ExampleSource.of(examples));
        return first(examples).start().then(vectors -> finished(vectors, examples, learner));
    }

    /** The examples, and the names of labels where the contrast takes them for examples; no examples at all stay none. */
    private List<Example> examples(ExampleSource<Example> source) {
        List<Example> examples = source.read();
        if (examples.isEmpty() || !(contrast instanceof Contrast.Proxies proxies && proxies.labelNames())) {
            return examples;
        }
        List<String> labels = task.labels().isEmpty()
                ? examples.stream().map(Example::label).distinct().sorted().toList()
                : task.labels();
        return Stream.concat(examples.stream(), LabelNames.examples(labels).stream())
                .toList();
    }

    /** The first stage: a training of vectors, on the kind of examples that the contrast takes. */
    private record Stage<E>(Trainer<E> trainer, ExampleSource<E> source) {
        TrainingResult train() {
            return trainer.train(source);
        }

        TrainingRun start() {
            return trainer.start(source);
        }
    }

    private Stage<?> first(List<Example> examples) {
        ExampleSource<Example> source = ExampleSource.of(examples);
        if (contrast instanceof Contrast.Pairs pairs) {
            return stage(
                    new TextSimilarity(task.input(), pairs.loss()),
                    ExampleSource.of(ContrastivePairs.draw(examples, pairs.perExample(), hyperparameters.seed())));
        }
        if (contrast instanceof Contrast.InBatch inBatch) {
            return stage(new LabelEmbedding(task.input(), inBatch.scale()), source);
        }
        double scale = ((Contrast.Proxies) contrast).scale();
        return stage(task.head(new HeadConfig.Cosine(scale)), source);
    }

    private <E> Stage<E> stage(TrainingTask<E, ?> contrasted, ExampleSource<E> source) {
        Trainer<E> trainer =
                Trainer.on(base).method(method).hyperparameters(hyperparameters).task(contrasted);
        settings.accept(trainer);
        return new Stage<>(trainer, source);
    }

    /** The second stage, and what came of both. */
    private TrainingResult finished(TrainingResult first, List<Example> examples, ClassificationLearner learner) {
        Adapter vectors = first.adapter();
        JsonObject training = vectors.manifest().training();
        JsonObject fewShot = new JsonObject();
        fewShot.add("contrast", contrast.toJson());
        fewShot.addProperty("head", task.head().toString());
        training.add("fewShot", fewShot);
        Adapter classifier = classifier(vectors, learner.spec().labels(), head(vectors, examples, learner), training);
        int steps = first.steps().size();
        int epoch = steps == 0 ? 0 : first.steps().get(steps - 1).epoch();
        Optional<TrainingListener.Evaluation> evaluated = evaluation.map(source -> new TrainingListener.Evaluation(
                steps, epoch, Evaluation.of(classifier, base, source).metrics()));
        evaluated.ifPresent(own -> training.add("evaluation", TrainingAccount.describe(own)));
        return first.finished(
                classifier(vectors, learner.spec().labels(), classifier.head().orElseThrow(), training), evaluated);
    }

    private Head head(Adapter vectors, List<Example> examples, ClassificationLearner learner) {
        float[] noBias = new float[learner.spec().labels().size()];
        if (task.head() instanceof HeadConfig.Cosine && vectors.head().isPresent()) {
            return learner.head(vectors.head().orElseThrow().weight().toFloatArray(), noBias);
        }
        try (Samples samples = learner.samples(ExampleSource.of(examples), SampleStorage.defaults());
                BoundAdapter bound = base.adapted().bind(vectors)) {
            Function<List<TokenizedText>, float[][]> compute = texts -> TextFeatures.compute(
                    base.adapted(), bound, texts, task.input().pooling());
            if (task.head() instanceof HeadConfig.Cosine) {
                return learner.head(learner.initialHead(samples, compute).orElseThrow(), noBias);
            }
            List<String> labels = learner.spec().labels();
            int[] truth = examples.stream()
                    .mapToInt(example -> labels.indexOf(example.label()))
                    .toArray();
            return UnitSoftmaxRegression.fit(compute.apply(samples.texts()), truth, labels.size())
                    .head();
        }
    }

    private Adapter classifier(Adapter vectors, List<String> labels, Head head, JsonObject training) {
        Manifest manifest = vectors.manifest();
        TextClassificationSpec spec = new TextClassificationSpec(
                labels, task.input().pooling(), true, task.input().maxLength());
        return new Adapter(
                vectors.method(),
                vectors.deltas(),
                Optional.of(head),
                vectors.tokenizer(),
                new Manifest(
                        manifest.base(), manifest.baseWeights(), Optional.of(spec), manifest.tokenizer(), training));
    }
}
