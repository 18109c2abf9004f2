package io.adapt4j.train;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.Manifest;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.error.TrainingException;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.runtime.text.TextClassifier;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.LengthBuckets;
import io.adapt4j.train.metric.ClassificationMetrics;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingEngine;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.spi.TrainingSpec;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.TextClassification;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One training from prepared data to adapter. Everything that can be wrong with the input is found in {@link #prepare},
 * before the first step.
 */
final class TrainingRun implements AutoCloseable {
    /** Examples per label from which centroids are computed; more change little. */
    private static final int CENTROID_EXAMPLES = 32;

    private final BaseModel base;
    private final MethodConfig method;
    private final TextClassification task;
    private final Hyperparameters hyperparameters;
    private final TrainingListener listener;
    private final TextClassificationSpec spec;
    private final TokenizerFile tokenizer;
    private final TrainingData training;
    private final Optional<TrainingData> evaluation;
    private final TrainingSession session;
    private final ParameterSet parameters;

    private record Kept(TrainingListener.Evaluation evaluation, float[][] values) {}

    private TrainingRun(
            BaseModel base,
            MethodConfig method,
            TextClassification task,
            Hyperparameters hyperparameters,
            TrainingListener listener,
            TextClassificationSpec spec,
            TokenizerFile tokenizer,
            TrainingData training,
            Optional<TrainingData> evaluation) {
        this.base = base;
        this.method = method;
        this.task = task;
        this.hyperparameters = hyperparameters;
        this.listener = listener;
        this.spec = spec;
        this.tokenizer = tokenizer;
        this.training = training;
        this.evaluation = evaluation;
        int hidden = hiddenSize();
        this.session = TrainingEngine.of(base)
                .open(
                        base,
                        new TrainingSpec(
                                method,
                                method.select(base.targetModules()),
                                spec.pooling(),
                                hidden,
                                spec.labels().size(),
                                task.head(),
                                task.headDropout()));
        initialize(session.parameters());
        this.parameters = new ParameterSet(session.parameters(), hyperparameters);
    }

    static TrainingRun prepare(
            BaseModel base,
            MethodConfig method,
            TextClassification task,
            Hyperparameters hyperparameters,
            ExampleSource trainingSource,
            Optional<ExampleSource> evaluationSource,
            TrainingListener listener) {
        TokenizerFile tokenizer = task.tokenizer()
                .orElseThrow(() -> new InvalidDataException(
                        "The task has no tokenizer; give it the tokenizer.json that came with the base model"));
        List<Example> examples = trainingSource.read();
        List<String> labels = TrainingData.labels(examples, task.labels());
        TextEncoder encoder = TextEncoder.of(tokenizer, task.maxLength());
        Optional<TrainingData> evaluation =
                evaluationSource.map(ExampleSource::read).map(held -> TrainingData.of(held, encoder));
        evaluation.ifPresent(data -> {
            if (data.texts().isEmpty()) {
                throw new InvalidDataException("There are no examples to evaluate on");
            }
            TrainingData.requireKnown(new HashSet<>(data.labels()), labels);
        });
        TextClassificationSpec spec = new TextClassificationSpec(
                labels, task.pooling(), task.head() instanceof HeadConfig.Cosine, task.maxLength());
        return new TrainingRun(
                base,
                method,
                task,
                hyperparameters,
                listener,
                spec,
                tokenizer,
                TrainingData.of(examples, encoder),
                evaluation);
    }

    /** The size of the pooled vectors, learnt from the text with the largest token id: a wrong tokenizer shows here. */
    private int hiddenSize() {
        TokenizedText probe = training.texts().stream()
                .max(Comparator.comparingLong(TokenizedText::largestId))
                .orElseThrow();
        try {
            return TextFeatures.compute(base.adapted(), null, List.of(probe), spec.pooling())[0].length;
        } catch (InvalidInputException e) {
            throw new InvalidDataException(
                    "The tokenizer does not fit the base model; give the tokenizer.json that came with it: "
                            + e.getMessage(),
                    e);
        }
    }

    private void initialize(List<Parameter> trainables) {
        Initialization.deltas(method, trainables, base, hyperparameters.seed());
        if (!(task.head() instanceof HeadConfig.Cosine)) {
            return;
        }
        int[] counts = new int[spec.labels().size()];
        List<TokenizedText> texts = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < training.texts().size(); i++) {
            int label = spec.labels().indexOf(training.labels().get(i));
            if (counts[label]++ < CENTROID_EXAMPLES) {
                texts.add(training.texts().get(i));
                labels.add(label);
            }
        }
        Initialization.centroids(
                trainables.stream()
                        .filter(parameter -> parameter.role() == Parameter.Role.HEAD_WEIGHT)
                        .findFirst()
                        .orElseThrow(),
                TextFeatures.compute(base.adapted(), null, texts, spec.pooling()),
                labels.stream().mapToInt(Integer::intValue).toArray());
    }

    TrainingResult run() {
        int[] lengths =
                training.texts().stream().mapToInt(TokenizedText::length).toArray();
        int perEpoch = (lengths.length + hyperparameters.batchSize() - 1) / hyperparameters.batchSize();
        int total = Math.multiplyExact(perEpoch, hyperparameters.epochs());
        if (hyperparameters.maxSteps() > 0) {
            total = Math.min(total, hyperparameters.maxSteps());
        }
        int warmup = (int) Math.round(total * hyperparameters.warmupRatio());
        SplittableRandom random = new SplittableRandom(hyperparameters.seed());
        List<TrainingListener.Step> steps = new ArrayList<>();
        List<TrainingListener.Evaluation> evaluations = new ArrayList<>();
        @Nullable Kept best = null;
        int sinceBest = 0;
        for (int epoch = 1; steps.size() < total; epoch++) {
            SplittableRandom noise = random.split();
            for (int[] batch : LengthBuckets.epoch(lengths, hyperparameters.batchSize(), random.split())) {
                if (steps.size() == total) {
                    break;
                }
                double factor = hyperparameters.schedule().factor(steps.size(), warmup, total);
                float loss = session.forwardBackward(batch(batch, noise.nextLong()));
                if (!Float.isFinite(loss)) {
                    throw new TrainingException("The loss is " + loss + " after " + steps.size()
                            + " steps; lower the learning rate or look for extreme inputs");
                }
                parameters.step(factor);
                var step = new TrainingListener.Step(
                        steps.size() + 1, total, epoch, loss, factor * hyperparameters.learningRate());
                steps.add(step);
                listener.onStep(step);
            }
            if (evaluation.isPresent()) {
                float[][] values = parameters.kept();
                var result = new TrainingListener.Evaluation(steps.size(), epoch, evaluate(values, evaluation.get()));
                evaluations.add(result);
                listener.onEvaluation(result);
                if (best == null || better(result.metrics(), best.evaluation().metrics())) {
                    best = new Kept(result, values);
                    sinceBest = 0;
                } else if (++sinceBest == hyperparameters.patience()) {
                    break;
                }
            }
        }
        float[][] values = best == null ? parameters.kept() : best.values();
        Optional<TrainingListener.Evaluation> kept = Optional.ofNullable(best).map(Kept::evaluation);
        return new TrainingResult(adapter(values, kept), steps, evaluations, kept);
    }

    /** More accurate, or as accurate at a smaller loss. */
    private static boolean better(ClassificationMetrics candidate, ClassificationMetrics best) {
        int byAccuracy = Double.compare(candidate.accuracy(), best.accuracy());
        return byAccuracy > 0 || (byAccuracy == 0 && candidate.loss() < best.loss());
    }

    private TrainingBatch batch(int[] rows, long noiseSeed) {
        int labels = spec.labels().size();
        float spread = (float) (task.labelSmoothing() / labels);
        List<TokenizedText> texts = new ArrayList<>();
        float[][] targets = new float[rows.length][labels];
        for (int i = 0; i < rows.length; i++) {
            texts.add(training.texts().get(rows[i]));
            java.util.Arrays.fill(targets[i], spread);
            targets[i][spec.labels().indexOf(training.labels().get(rows[i]))] += (float) (1 - task.labelSmoothing());
        }
        return new TrainingBatch(texts, targets, noiseSeed);
    }

    private ClassificationMetrics evaluate(float[][] values, TrainingData data) {
        Adapter adapter = adapter(values, Optional.empty());
        try (BoundAdapter bound = base.adapted().bind(adapter)) {
            return ClassificationMetrics.of(
                    TextClassifier.of(adapter).classifyTokens(base.adapted(), bound, data.texts()), data.labels());
        }
    }

    private Adapter adapter(float[][] values, Optional<TrainingListener.Evaluation> kept) {
        JsonObject provenance = new JsonObject();
        provenance.add("hyperparameters", hyperparameters.toJson());
        provenance.addProperty("headDropout", task.headDropout());
        provenance.addProperty("labelSmoothing", task.labelSmoothing());
        provenance.addProperty("head", task.head().toString());
        provenance.addProperty("engine", base.engine());
        provenance.add("trainingData", describe(training));
        evaluation.ifPresent(data -> provenance.add("evaluationData", describe(data)));
        kept.ifPresent(result -> {
            JsonObject metrics = new JsonObject();
            metrics.addProperty("step", result.step());
            metrics.addProperty("accuracy", result.metrics().accuracy());
            metrics.addProperty("macroF1", result.metrics().macroF1());
            metrics.addProperty("loss", result.metrics().loss());
            provenance.add("evaluation", metrics);
        });
        Manifest manifest =
                new Manifest(Optional.of(base.hash()), Optional.of(spec), Optional.of(tokenizer.hash()), provenance);
        return AdapterBuilder.build(
                method,
                method.select(base.targetModules()),
                task.head(),
                parameters.parameters(),
                values,
                tokenizer,
                manifest);
    }

    private static JsonObject describe(TrainingData data) {
        JsonObject json = new JsonObject();
        json.addProperty("hash", data.hash().toString());
        json.addProperty("rows", data.texts().size());
        return json;
    }

    @Override
    public void close() {
        session.close();
    }
}
