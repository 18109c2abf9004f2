package io.adapt4j.train;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.Manifest;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.error.TrainingException;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.LengthBuckets;
import io.adapt4j.train.evaluate.Answerer;
import io.adapt4j.train.method.TrainableMethods;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingEngine;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.spi.TrainingSpec;
import io.adapt4j.train.task.Learner;
import io.adapt4j.train.task.Samples;
import io.adapt4j.train.task.TrainingTask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One training from prepared data to adapter. Everything that can be wrong with the input is found in {@link #prepare},
 * before the first step.
 */
final class TrainingRun<E> implements AutoCloseable {
    private final BaseModel base;
    private final MethodConfig method;
    private final TrainingTask<E, ?> task;
    private final Hyperparameters hyperparameters;
    private final TrainingListener listener;
    private final Learner<E> learner;
    private final TokenizerFile tokenizer;
    private final Samples training;
    private final Optional<Samples> evaluation;
    private final TrainingSession session;
    private final ParameterSet parameters;

    private record Kept(TrainingListener.Evaluation evaluation, float[][] values) {}

    private TrainingRun(
            BaseModel base,
            MethodConfig method,
            TrainingTask<E, ?> task,
            Hyperparameters hyperparameters,
            Resources resources,
            TrainingListener listener,
            Learner<E> learner,
            Samples training,
            Optional<Samples> evaluation) {
        this.base = base;
        this.method = method;
        this.task = task;
        this.hyperparameters = hyperparameters;
        this.listener = listener;
        this.learner = learner;
        this.tokenizer = task.input().requireTokenizer();
        this.training = training;
        this.evaluation = evaluation;
        int hidden = hiddenSize();
        this.session = TrainingEngine.of(base)
                .open(
                        base,
                        new TrainingSpec(
                                method,
                                method.select(base.targetModules()),
                                task.input().pooling(),
                                hidden,
                                learner.objective(),
                                learner.headDropout()),
                        hyperparameters.epochs() == 1 ? resources.withoutActivationCache() : resources);
        initialize(session.parameters());
        this.parameters = new ParameterSet(session.parameters(), hyperparameters);
    }

    static <E> TrainingRun<E> prepare(
            BaseModel base,
            MethodConfig method,
            TrainingTask<E, ?> task,
            Hyperparameters hyperparameters,
            ExampleSource<E> trainingSource,
            Optional<ExampleSource<E>> evaluationSource,
            Resources resources,
            TrainingListener listener) {
        task.input().requireTokenizer();
        List<E> examples = trainingSource.read();
        Learner<E> learner = task.learner(examples);
        Optional<Samples> evaluation = evaluationSource.map(ExampleSource::read).map(learner::samples);
        evaluation.ifPresent(data -> {
            if (data.size() == 0) {
                throw new InvalidDataException("There are no examples to evaluate on");
            }
        });
        return new TrainingRun<>(
                base,
                method,
                task,
                hyperparameters,
                resources,
                listener,
                learner,
                learner.samples(examples),
                evaluation);
    }

    /** The size of the pooled vectors, learnt from the text with the largest token id: a wrong tokenizer shows here. */
    private int hiddenSize() {
        TokenizedText probe = training.texts().stream()
                .max(Comparator.comparingLong(TokenizedText::largestId))
                .orElseThrow();
        try {
            return vectors(List.of(probe))[0].length;
        } catch (InvalidInputException e) {
            throw new InvalidDataException(
                    "The tokenizer does not fit the base model; give the tokenizer.json that came with it: "
                            + e.getMessage(),
                    e);
        }
    }

    /** What the untouched base makes of texts. */
    private float[][] vectors(List<TokenizedText> texts) {
        return TextFeatures.compute(base.adapted(), null, texts, task.input().pooling());
    }

    private void initialize(List<Parameter> trainables) {
        Initialization.deltas(method, trainables, base, hyperparameters.seed());
        learner.initialHead(training, this::vectors).ifPresent(values -> trainables.stream()
                .filter(parameter -> parameter.role() == Parameter.Role.HEAD_WEIGHT)
                .forEach(parameter -> parameter.value().put(0, values)));
    }

    TrainingResult run() {
        int[] lengths = training.lengths();
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
            List<int[]> batches = LengthBuckets.epoch(lengths, hyperparameters.batchSize(), random.split());
            TrainingBatch next = training.batch(batches.get(0), noise.nextLong());
            session.announce(next);
            for (int b = 1; b <= batches.size() && steps.size() < total; b++) {
                TrainingBatch batch = next;
                if (b < batches.size()) {
                    next = training.batch(batches.get(b), noise.nextLong());
                    session.announce(next);
                }
                double factor = hyperparameters.schedule().factor(steps.size(), warmup, total);
                float loss = session.forwardBackward(batch);
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

    /** Better by the task's own metric, or as good at a smaller loss. */
    private static boolean better(Metrics candidate, Metrics best) {
        int byMetric = Double.compare(candidate.value(candidate.primary()), best.value(best.primary()));
        return byMetric > 0 || (byMetric == 0 && candidate.loss() < best.loss());
    }

    private Metrics evaluate(float[][] values, Samples data) {
        Adapter adapter = adapter(values, Optional.empty());
        try (Answerer answerer = new Answerer(base, adapter)) {
            return data.evaluate(answerer);
        }
    }

    private Adapter adapter(float[][] values, Optional<TrainingListener.Evaluation> kept) {
        JsonObject provenance = new JsonObject();
        provenance.add("hyperparameters", hyperparameters.toJson());
        MethodConfig saved = TrainableMethods.of(method).saved(method);
        if (!saved.equals(method)) {
            provenance.addProperty("trainedAs", method.toString());
        }
        provenance.add("task", task.toJson());
        provenance.addProperty("engine", base.engine());
        provenance.add("trainingData", describe(training));
        evaluation.ifPresent(data -> provenance.add("evaluationData", describe(data)));
        kept.ifPresent(result -> {
            JsonObject metrics = new JsonObject();
            metrics.addProperty("step", result.step());
            result.metrics().values().forEach(metrics::addProperty);
            provenance.add("evaluation", metrics);
        });
        Manifest manifest = new Manifest(
                Optional.of(base.hash()),
                Optional.of(base.fingerprint()),
                Optional.of(learner.spec()),
                Optional.of(tokenizer.hash()),
                provenance);
        return AdapterBuilder.build(
                method,
                method.select(base.targetModules()),
                learner,
                parameters.parameters(),
                values,
                tokenizer,
                manifest);
    }

    private static JsonObject describe(Samples data) {
        JsonObject json = new JsonObject();
        json.addProperty("hash", data.hash().toString());
        json.addProperty("rows", data.size());
        return json;
    }

    @Override
    public void close() {
        session.close();
    }
}
