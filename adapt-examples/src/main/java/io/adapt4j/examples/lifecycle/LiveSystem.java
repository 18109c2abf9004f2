package io.adapt4j.examples.lifecycle;

import io.adapt4j.Adapter;
import io.adapt4j.ContentHash;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.drift.DriftMonitor;
import io.adapt4j.runtime.drift.DriftOptions;
import io.adapt4j.runtime.drift.DriftWatch;
import io.adapt4j.runtime.drift.sample.Reference;
import io.adapt4j.runtime.drift.sample.UnknownToken;
import io.adapt4j.runtime.registry.file.FileRegistry;
import io.adapt4j.runtime.rollout.RolloutAnswer;
import io.adapt4j.runtime.rollout.RolloutOptions;
import io.adapt4j.runtime.rollout.RolloutPlan;
import io.adapt4j.runtime.rollout.Rollouts;
import io.adapt4j.task.Classification;
import io.adapt4j.train.loop.AdaptationLoop;
import io.adapt4j.train.loop.Judge;
import io.adapt4j.train.loop.LoopListener;
import io.adapt4j.train.loop.LoopPolicy;
import io.adapt4j.train.loop.LoopRun;
import io.adapt4j.train.loop.feedback.Feedback;
import io.adapt4j.train.loop.feedback.FileLabelStore;
import io.adapt4j.train.loop.feedback.LabelStore;
import io.adapt4j.train.loop.feedback.OutcomeListener;
import io.adapt4j.train.loop.feedback.Predictions;
import io.adapt4j.train.loop.release.Release;
import io.adapt4j.train.loop.retrain.Retraining;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A service for mail as it would run: host, registry, drift monitor, feedback and loop, over days that pass as they are told to. */
final class LiveSystem implements AutoCloseable {
    private static final String MAIL = "mail";
    private static final String CHAMPION = "champion";
    private static final int REMEMBERED = 20_000;
    private static final int MORNING = 8;
    private static final int EVENING = 20;

    private final MailTraining training;
    private final DriftOptions drift;
    private final int labelDelay;
    private final SimulatedClock clock = new SimulatedClock();
    private final Registry registry;
    private final AdapterHost host;
    private final LabelStore labels;
    private final Predictions predictions;
    private final Feedback feedback;
    private final Rollouts rollouts;
    private final AdaptationLoop loop;
    private final ProcessorTime time = new ProcessorTime();
    private final Queue<Due> due = new ArrayDeque<>();
    private @Nullable DriftMonitor monitor;
    private @Nullable VersionId watched;

    /** A truth that comes out on a day. */
    private record Due(LocalDate day, String prediction, Optional<String> rollout, String truth) {}

    /** What differs between services. */
    record Setup(LoopPolicy policy, Retraining retraining, Judge judge, RolloutPlan plan, DriftOptions drift) {}

    LiveSystem(MailTraining training, Path folder, Setup setup, int labelDelay, LocalDate start) {
        this.training = training;
        this.drift = setup.drift();
        this.labelDelay = labelDelay;
        clock.set(start, MORNING);
        registry = FileRegistry.open(folder.resolve("registry"));
        host = AdapterHost.on(training.base());
        labels = FileLabelStore.open(folder.resolve("labels.jsonl"));
        predictions = new Predictions(MAIL, "host-1", REMEMBERED, clock);
        host.addAnswerListener(predictions);
        feedback = Feedback.of(predictions, labels, clock).withOutcomes(this::outcome);
        rollouts = Rollouts.on(
                host,
                registry,
                RolloutOptions.of("host-1").withRemembered(REMEMBERED).withClock(clock));
        loop = AdaptationLoop.on(registry, MAIL, labels, folder.resolve("loop"))
                .policy(setup.policy())
                .retraining(setup.retraining())
                .judge(setup.judge())
                .release(Release.rollout(rollouts, MAIL, setup.plan()))
                .clock(clock)
                .open();
    }

    /** Serves a first adapter, and watches for drift against a reference. */
    void begin(Adapter first, Reference reference) {
        VersionId version = registry.register(MAIL, first, Registration.by("operator", "learnt from the first months"))
                .id();
        registry.move(registry.alias(MAIL, CHAMPION), version, Change.by("operator", "the first"));
        host.deploy(MAIL, first);
        watch(version, first.hash(), new DriftWatch(reference, drift));
    }

    private void watch(VersionId version, ContentHash adapter, DriftWatch watch) {
        if (monitor != null) {
            monitor.close();
        }
        watched = version;
        monitor = DriftMonitor.attach(host, MAIL, adapter, watch, loop.events().driftListener(clock));
    }

    private void outcome(ContentHash adapter, boolean correct) {
        if (monitor != null) {
            OutcomeListener.of(monitor).onOutcome(adapter, correct);
        }
    }

    /** Tells somebody of events and runs of the loop. */
    void subscribe(LoopListener listener) {
        loop.events().subscribe(listener);
    }

    AdaptationLoop loop() {
        return loop;
    }

    SimulatedClock clock() {
        return clock;
    }

    /** Reports the truth about mail that was never answered here. */
    void label(Mail mail) {
        feedback.report("past-" + labels.size(), mail.subject(), mail.label());
    }

    /** Whether the registry's champion is an adapter. */
    boolean serves(Adapter adapter) {
        VersionId champion = registry.alias(MAIL, CHAMPION).required();
        return registry.version(champion).content().equals(adapter.hash());
    }

    /** Answers the mail of a day; returns how many answers were right. */
    int answer(LocalDate day, List<Mail> mail) {
        clock.set(day, MORNING);
        int right = 0;
        for (Mail one : mail) {
            RolloutAnswer<Classification> answer =
                    rollouts.answer(MAIL, one.subject(), one.subject(), Classification.class);
            right += answer.answer().label().equals(one.label()) ? 1 : 0;
            String id = predictions.idOf(answer.answer()).orElseThrow();
            due.add(new Due(day.plusDays(labelDelay), id, answer.prediction(), one.label()));
        }
        return right;
    }

    /** The evening of a day: truths that have come out are reported, and the loop does what is due. */
    void evening(LocalDate day) throws InterruptedException {
        clock.set(day, EVENING);
        for (Due next = due.peek(); next != null && !next.day().isAfter(day); next = due.peek()) {
            due.remove();
            feedback.report(next.prediction(), next.truth());
            String truth = next.truth();
            next.rollout().ifPresent(id -> rollouts.report(id, truth));
        }
        if (monitor != null) {
            monitor.ask(DriftWatch::windows); // all that was handed over has been looked at
        }
        time.of(() -> {
            loop.settle();
            return loop;
        });
        watchChampion();
    }

    /** What the loop has taken, in seconds of the processor: training, judging and releasing. */
    double seconds() {
        return time.seconds();
    }

    /** After a promotion, the new version's own answers are what is normal. */
    private void watchChampion() {
        VersionId champion = registry.alias(MAIL, CHAMPION).required();
        if (!champion.equals(watched)) {
            long unknown = UnknownToken.of(training.tokenizer());
            watch(champion, registry.version(champion).content(), DriftWatch.learning(drift, unknown));
        }
    }

    /** The run that ended last. */
    Optional<LoopRun> lastRun() {
        return loop.status().last();
    }

    @Override
    public void close() {
        loop.close();
        rollouts.close();
        if (monitor != null) {
            monitor.close();
        }
        host.close();
        labels.close();
        registry.close();
    }
}
