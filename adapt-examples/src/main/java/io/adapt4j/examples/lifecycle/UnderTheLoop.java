package io.adapt4j.examples.lifecycle;

import io.adapt4j.Adapter;
import io.adapt4j.runtime.drift.DriftOptions;
import io.adapt4j.runtime.drift.References;
import io.adapt4j.runtime.rollout.RolloutPlan;
import io.adapt4j.runtime.rollout.Step;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.Replay;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.NoWorse;
import io.adapt4j.train.gate.Threshold;
import io.adapt4j.train.loop.Budget;
import io.adapt4j.train.loop.Judge;
import io.adapt4j.train.loop.LoopEvent;
import io.adapt4j.train.loop.LoopListener;
import io.adapt4j.train.loop.LoopPolicy;
import io.adapt4j.train.loop.LoopRun;
import io.adapt4j.train.loop.feedback.LabelledText;
import io.adapt4j.train.loop.retrain.Retraining;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;

/** Keeping an adapter by an adaptation loop: what drift monitors find starts it, and everything after that happens by itself. */
final class UnderTheLoop {
    private static final int WINDOW = 200;

    private final MailTraining training;
    private final List<Mail> past;
    private final int labelDelay;

    UnderTheLoop(MailTraining training, List<Mail> past, int labelDelay) {
        this.training = training;
        this.past = past;
        this.labelDelay = labelDelay;
    }

    /** Windows of 200 mails; one false alarm may be expected in 10,000. */
    static DriftOptions drift() {
        return DriftOptions.defaults()
                .withWindow(WINDOW)
                .withFalseAlarms(0.9)
                .withTests(List.of("input.length", "input.unseen", "embedding.mmd", "prediction.labels"));
    }

    static LoopPolicy policy() {
        return LoopPolicy.defaults()
                .withMinimumLabels(100)
                .withReplay(Replay.share(0.5).withAtMost(1_000))
                .withBudget(Budget.unlimited().withRetrainsPerWeek(2));
    }

    /** Half of the traffic in shadow, then two canary steps; stopped by errors, or when it is right less often than the champion. */
    static RolloutPlan plan() {
        return RolloutPlan.shadow(0.5, 30)
                .then(new Step(0.2, 15, Duration.ofHours(12)))
                .then(new Step(0.5, 40, Duration.ofHours(12)))
                .withErrorRate(0.02)
                .withAccuracy(0.02);
    }

    static Gate gate() {
        return Gate.of(Threshold.of("accuracy", 0.85), NoWorse.than("accuracy", 0.01));
    }

    Retraining retraining(Function<LabelledText, Example> example) {
        return Retraining.by(training.base(), training.task(), example)
                .withOriginal(ExampleSource.of(Mail.examples(past)))
                .withSettings(trainer -> trainer.method(training.method()).hyperparameters(training.hyperparameters()));
    }

    /**
     * Serves the live mail.
     *
     * @param held mail from before that the first adapter has not learnt, which says what is normal
     */
    Timeline serve(String name, Adapter first, List<Mail> held, List<Mail> live, Path folder)
            throws InterruptedException {
        Timeline timeline = new Timeline(name);
        LiveSystem.Setup setup = new LiveSystem.Setup(
                policy(),
                retraining(LabelledText::toExample),
                Judge.by(gate(), training.base(), LabelledText::toExample).onFreshLabels(),
                plan(),
                drift());
        try (LiveSystem system =
                new LiveSystem(training, folder, setup, labelDelay, live.get(0).day())) {
            system.begin(
                    first,
                    References.of(
                            training.base(),
                            first,
                            held.stream().map(Mail::subject).toList(),
                            held.stream().map(Mail::label).toList(),
                            drift()));
            system.subscribe(diary(timeline));
            for (var day : Mail.byDay(live).entrySet()) {
                int right = system.answer(day.getKey(), day.getValue());
                timeline.answered(day.getKey(), day.getValue().size(), right);
                system.evening(day.getKey());
                timeline.took(system.seconds());
            }
        }
        return timeline;
    }

    /** Writes what the loop tells into a timeline. */
    static LoopListener diary(Timeline timeline) {
        return new LoopListener() {
            @Override
            public void onEvent(LoopEvent event) {
                timeline.happened(day(event.at()), event.reason());
            }

            @Override
            public void onRun(LoopRun run) {
                run.end().ifPresent(end -> {
                    run.spent().ifPresent(spent -> timeline.trained());
                    timeline.happened(day(end.at()), "run " + run.number() + " " + end.outcome() + ": " + end.reason());
                });
            }
        };
    }

    private static LocalDate day(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
