package io.adapt4j.train;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.adapt4j.Adapter;
import io.adapt4j.Manifest;
import io.adapt4j.TargetModule;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.evaluate.Answerer;
import io.adapt4j.train.method.ParameterLimits;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.provenance.Environment;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingEngine;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.spi.TrainingSpec;
import io.adapt4j.train.task.Learner;
import io.adapt4j.train.task.Samples;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A training with its data read and its session open. Everything that can be wrong with the input is found in {@link #prepare},
 * before the first step.
 */
final class PreparedTraining<E> implements AutoCloseable {
    private final TrainingPlan<E> plan;
    private final Learner<E> learner;
    private final Samples training;
    private final Optional<Samples> evaluation;
    private final JsonObject environment;
    private final JsonObject identity;
    private final TrainingSession session;
    private final ParameterSet parameters;

    private PreparedTraining(
            TrainingPlan<E> plan,
            RunOptions options,
            Learner<E> learner,
            Samples training,
            Optional<Samples> evaluation) {
        this.plan = plan;
        this.learner = learner;
        this.training = training;
        this.evaluation = evaluation;
        this.environment = asRead(Environment.of(plan.base()));
        this.identity = TrainingAccount.identity(plan, options, training, evaluation);
        List<TargetModule> modules = plan.method().select(plan.base().targetModules());
        ParameterLimits.require(plan.method(), modules);
        this.session = AccumulatingSession.open(
                options.engine().orElseGet(() -> TrainingEngine.of(plan.base())),
                plan.base(),
                new TrainingSpec(
                        plan.method(),
                        modules,
                        plan.task().input().pooling(),
                        hiddenSize(),
                        learner.objective(),
                        learner.headDropout(),
                        plan.hyperparameters().embeddingNoise()),
                options.resources().in(plan.hyperparameters()),
                plan.hyperparameters().accumulation());
        try {
            initialize(session.parameters());
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
        this.parameters = new ParameterSet(session.parameters(), plan.hyperparameters());
    }

    static <E> PreparedTraining<E> prepare(TrainingPlan<E> plan, RunOptions options) {
        plan.task().input().requireTokenizer();
        Learner<E> learner = plan.start().isPresent()
                ? plan.task().learnerGoingOn(plan.examples())
                : plan.task().learner(plan.examples());
        // Read once: it is answered again at each evaluation.
        Optional<ExampleSource<E>> heldOut = plan.evaluation().map(source -> ExampleSource.of(source.read()));
        Samples training = learner.samples(plan.examples(), options.storage());
        Optional<Samples> evaluation = Optional.empty();
        try {
            evaluation = heldOut.map(source -> learner.samples(source, options.storage()));
            if (evaluation.isPresent() && evaluation.get().size() == 0) {
                throw new InvalidDataException("There are no examples to evaluate on");
            }
            return new PreparedTraining<>(plan, options, learner, training, evaluation);
        } catch (RuntimeException e) {
            training.close();
            evaluation.ifPresent(Samples::close);
            throw e;
        }
    }

    /** The document as it comes back from a file, equal to others that do. */
    private static JsonObject asRead(JsonObject json) {
        return JsonParser.parseString(json.toString()).getAsJsonObject();
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
        return TextFeatures.compute(
                plan.base().adapted(), null, texts, plan.task().input().pooling());
    }

    private void initialize(List<Parameter> trainables) {
        Initialization.deltas(
                plan.method(), trainables, plan.base(), plan.hyperparameters().seed());
        if (plan.start().isPresent()) {
            WarmStart.apply(plan.start().get(), plan.base(), learner, trainables);
        } else {
            learner.initialHead(training, this::vectors).ifPresent(values -> trainables.stream()
                    .filter(parameter -> parameter.role() == Parameter.Role.HEAD_WEIGHT)
                    .forEach(parameter -> parameter.value().put(0, values)));
        }
    }

    Hyperparameters hyperparameters() {
        return plan.hyperparameters();
    }

    ParameterSet parameters() {
        return parameters;
    }

    /** The number of tokens of each example. */
    int[] lengths() {
        return training.lengths();
    }

    /** Where it runs. */
    JsonObject environment() {
        return environment;
    }

    /** What makes it the same training, if it is begun again. */
    JsonObject identity() {
        return identity;
    }

    /** A batch, which the session begins to prepare. */
    TrainingBatch announce(BatchOrder.Batch batch) {
        TrainingBatch made = training.batch(batch.examples(), batch.noise());
        session.announce(made);
        return made;
    }

    /** Computes the loss and the gradients of a batch. */
    float forwardBackward(TrainingBatch batch) {
        return session.forwardBackward(batch);
    }

    /** How good these values of the parameters are, where there is data to evaluate on. */
    Optional<Metrics> evaluate(float[][] values) {
        return evaluation.map(data -> evaluate(values, data));
    }

    private Metrics evaluate(float[][] values, Samples data) {
        Adapter adapter = adapter(values, new JsonObject());
        try (Answerer answerer = new Answerer(plan.base(), adapter)) {
            return data.evaluate(answerer);
        }
    }

    /** What the manifest says of the training. */
    JsonObject account(Progress progress, TrainingResult.End end) {
        return TrainingAccount.of(plan, identity, environment, progress, end);
    }

    /** The adapter of these values of the parameters. */
    Adapter adapter(float[][] values, JsonObject account) {
        Manifest manifest = new Manifest(
                Optional.of(plan.base().hash()),
                Optional.of(plan.base().fingerprint()),
                Optional.of(learner.spec()),
                Optional.of(plan.task().input().requireTokenizer().hash()),
                account);
        return AdapterBuilder.build(
                plan.method(),
                plan.method().select(plan.base().targetModules()),
                learner,
                parameters.parameters(),
                values,
                plan.task().input().requireTokenizer(),
                manifest);
    }

    @Override
    public void close() {
        session.close();
        training.close();
        evaluation.ifPresent(Samples::close);
    }
}
