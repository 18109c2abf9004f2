package io.adapt4j.runtime.drift;

import io.adapt4j.error.InvalidInputException;
import io.adapt4j.runtime.drift.outcome.OutcomeWatch;
import io.adapt4j.runtime.drift.sample.Feature;
import io.adapt4j.runtime.drift.sample.Known;
import io.adapt4j.runtime.drift.sample.Observation;
import io.adapt4j.runtime.drift.sample.Reference;
import io.adapt4j.runtime.drift.sample.ReferenceBuilder;
import io.adapt4j.runtime.drift.sample.Row;
import io.adapt4j.runtime.drift.sample.Sample;
import io.adapt4j.runtime.drift.sample.Summary;
import io.adapt4j.runtime.drift.sample.TokenSet;
import io.adapt4j.runtime.drift.test.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Watches a stream of observations and outcomes: compares each window with the reference and runs the detectors of outcomes. The
 * same stream gives the same alarms. Used by one thread; {@link DriftMonitor} is around it where requests are served.
 *
 * <p>While nothing changes and observations are independent, the expected number of alarms in 10,000 observations and as
 * many outcomes is at most {@link DriftOptions#falseAlarms}, whatever the monitors have to do with each other or windows with earlier
 * windows: expectations add up. It is an expectation over the reference too, which every window is compared with.
 */
public final class DriftWatch {
    private final DriftOptions options;
    private final OutcomeWatch outcomeWatch;
    private @Nullable ReferenceBuilder learning;
    private @Nullable Reference reference;
    private @Nullable WindowTests tests;
    private @Nullable Known known;
    private Summary window;
    private long observations;
    private long outcomes;
    private long alarms;

    /** Against a reference, such as that of the adapter's validation data. */
    public DriftWatch(Reference reference, DriftOptions options) {
        this(options, null);
        begin(reference);
    }

    private DriftWatch(DriftOptions options, @Nullable ReferenceBuilder learning) {
        this.options = options;
        this.learning = learning;
        this.window = new Summary(options.shape());
        this.outcomeWatch = new OutcomeWatch(
                options.detectors(), options.detectorShare(), options.shape().seed());
    }

    /**
     * Against a reference that is made of the first observations, as many as a reference has rows.
     *
     * @param unknownToken see {@link ReferenceBuilder}
     */
    public static DriftWatch learning(DriftOptions options, long unknownToken) {
        return new DriftWatch(options, new ReferenceBuilder(options.shape(), options.window(), unknownToken));
    }

    private void begin(Reference found) {
        reference = found;
        tests = new WindowTests(found, options);
        known = found.known(options.window());
        learning = null;
        if (found.summary().outcomes() > 0) {
            outcomeWatch.expect(found.summary().errors(), found.summary().outcomes());
        }
    }

    /**
     * Adds an observation.
     *
     * @return an alarm where it completes a window that gives one
     * @throws InvalidInputException when its embedding is of another size than those before
     */
    public Optional<Alarm> add(Observation observation) {
        observations++;
        if (learning != null) {
            learning.add(observation);
            if (learning.observations() == options.shape().rows()) {
                begin(learning.build());
            }
            return Optional.empty();
        }
        if (known == null) {
            throw new IllegalStateException("A watch either learns its reference or has it");
        }
        window.add(observation.id(), known.row(observation), observation.embedding());
        return window.observations() == options.window() ? judge(close()) : Optional.empty();
    }

    /** Adds whether an answer turned out to be right, in the order in which that became known. */
    public Optional<Alarm> addOutcome(boolean correct) {
        outcomes++;
        window.addOutcome(correct);
        return alarm(outcomeWatch.add(correct), Map.of());
    }

    /** The window that is being filled, to be merged with those of other hosts. */
    public Summary window() {
        return window;
    }

    /** Ends the window that is being filled and hands it over unjudged, for a host that others judge. */
    public Summary close() {
        Summary closed = window;
        window = new Summary(options.shape());
        if (known != null) {
            known.nextWindow();
        }
        return closed;
    }

    /** Judges a window, such as one that was merged from several hosts. */
    public Optional<Alarm> judge(Summary closed) {
        if (tests == null) {
            throw new InvalidInputException(
                    "A window can be judged once there is a reference; this watch still learns it");
        }
        Map<Long, String> excerpts = new HashMap<>();
        if (options.samples()) {
            for (Sample.Item<Row> item : closed.rows()) {
                if (item.value().excerpt() != null) {
                    excerpts.put(item.id(), item.value().excerpt());
                }
            }
        }
        return alarm(tests.judge(closed), excerpts);
    }

    private Optional<Alarm> alarm(List<Finding> findings, Map<Long, String> excerpts) {
        if (findings.isEmpty()) {
            return Optional.empty();
        }
        List<Alarm.Sample> samples = new ArrayList<>();
        for (Finding finding : findings) {
            for (long id : finding.rows()) {
                String excerpt = excerpts.get(id);
                if (excerpt != null) {
                    samples.add(new Alarm.Sample(finding.test(), excerpt));
                }
            }
        }
        return Optional.of(new Alarm(++alarms, observations, outcomes, findings, samples));
    }

    /** The reference; empty while it is being learnt. */
    public Optional<Reference> reference() {
        return Optional.ofNullable(reference);
    }

    /** What all tests said of the latest window, alarming or not; empty before the first. */
    public List<Finding> latest() {
        return tests == null ? List.of() : tests.latest();
    }

    public DriftOptions options() {
        return options;
    }

    /** Observations so far. */
    public long observations() {
        return observations;
    }

    /** The size of the embeddings, 0 while none has come. */
    int width() {
        return reference == null
                ? window.width()
                : Math.max(window.width(), reference.summary().width());
    }

    /** Windows judged so far. */
    public long windows() {
        return tests == null ? 0 : tests.windows();
    }

    /**
     * The most bytes that a watch with these options takes on the heap: reference and window, what is prepared from the reference,
     * and the working memory of the tests.
     *
     * @param width the size of an embedding
     */
    public static long maxBytes(DriftOptions options, int width) {
        Summary.Shape shape = options.shape();
        long summary = Summary.maxBytes(shape, width, options.samples());
        long covariance = 2 * 8L * width * width;
        long kernel = 8L * (2L * shape.vectors()) * (2L * shape.vectors()) * 2;
        long columns = 24L * Feature.values().length * shape.rows();
        long learning = shape.rows() * (128 + 8L * Observation.MAX_TOKENS);
        return 2 * summary
                + TokenSet.BYTES * 2L
                + 32L * options.window()
                + covariance
                + kernel
                + columns
                + learning
                + OutcomeWatch.MAX_BYTES;
    }
}
