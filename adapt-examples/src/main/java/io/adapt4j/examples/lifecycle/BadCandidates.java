package io.adapt4j.examples.lifecycle;

import io.adapt4j.Adapter;
import io.adapt4j.runtime.drift.References;
import io.adapt4j.runtime.rollout.RolloutPlan;
import io.adapt4j.runtime.rollout.Step;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.loop.Judge;
import io.adapt4j.train.loop.LoopEvent;
import io.adapt4j.train.loop.LoopRun;
import io.adapt4j.train.loop.feedback.LabelledText;
import io.adapt4j.train.loop.retrain.Retraining;
import io.adapt4j.train.loop.retrain.Start;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Two candidates that must not replace the champion: one that its gate must stop, one that only live traffic shows to be bad. */
final class BadCandidates {
    /** What marks spam in the data of {@link #leaking}, and is missing from live mail. */
    private static final String MARK = "[SPAM] ";

    private static final int LABELS = 800;

    private final MailTraining training;
    private final Adapter champion;
    private final List<Mail> past;
    private final List<Mail> live;
    private final int labelDelay;

    /**
     * @param champion has learnt the past
     * @param live with enough of both labels
     */
    BadCandidates(MailTraining training, Adapter champion, List<Mail> past, List<Mail> live, int labelDelay) {
        this.training = training;
        this.champion = champion;
        this.past = past;
        this.live = live;
        this.labelDelay = labelDelay;
    }

    /**
     * How it went.
     *
     * @param run the loop's run, with the reason of its end
     * @param championServes whether the champion still serves
     * @param accuracy share of right answers that users got meanwhile
     */
    record Outcome(String what, LoopRun run, boolean championServes, double accuracy) {}

    /** Trained on labels that were flipped by accident; the gate's data are as they should be. */
    Outcome flipped(Path folder) throws InterruptedException {
        return outcome(
                "labels flipped",
                folder,
                Start.WARM,
                label -> new Example(label.text(), label.truth().equals("spam") ? "ham" : "spam"),
                LabelledText::toExample);
    }

    /**
     * Trained and judged on mail in which another filter has already marked the spam. The gate sees nothing wrong, for its data have the
     * marks too; live mail has none.
     */
    Outcome leaking(Path folder) throws InterruptedException {
        Function<LabelledText, Example> marked =
                label -> new Example((label.truth().equals("spam") ? MARK : "") + label.text(), label.truth());
        return outcome("spam marked in the data", folder, Start.SCRATCH, marked, marked);
    }

    private Outcome outcome(
            String what,
            Path folder,
            Start start,
            Function<LabelledText, Example> learnt,
            Function<LabelledText, Example> judged)
            throws InterruptedException {
        Retraining retraining = Retraining.by(training.base(), training.task(), learnt)
                .withSettings(trainer -> trainer.method(training.method()).hyperparameters(training.hyperparameters()));
        LiveSystem.Setup setup = new LiveSystem.Setup(
                UnderTheLoop.policy().withStart(start),
                retraining,
                Judge.by(UnderTheLoop.gate(), training.base(), judged),
                plan(),
                UnderTheLoop.drift());
        LocalDate first = live.get(0).day();
        try (LiveSystem system = new LiveSystem(training, folder, setup, labelDelay, first)) {
            List<Mail> recent =
                    past.subList(Math.max(0, past.size() - UnderTheLoop.drift().window()), past.size());
            system.begin(
                    champion,
                    References.of(
                            training.base(),
                            champion,
                            recent.stream().map(Mail::subject).toList(),
                            List.of(),
                            UnderTheLoop.drift()));
            past.subList(Math.max(0, past.size() - LABELS), past.size()).forEach(system::label);
            system.loop()
                    .events()
                    .post(new LoopEvent.Manual(
                            "the new data are in", "operator", system.clock().instant()));
            return replay(what, system);
        }
    }

    /** All mail in shadow until the truth about much of it is known, which nobody has to wait for in a hurry; then a canary step. */
    private RolloutPlan plan() {
        return RolloutPlan.canary(0.2, 30)
                .withShadow(new Step(1, 200, Duration.ofDays(labelDelay + 7L)))
                .withErrorRate(0.02)
                .withAccuracy(0.02);
    }

    /** Lets days pass until the run has ended. */
    private Outcome replay(String what, LiveSystem system) throws InterruptedException {
        int answers = 0;
        int right = 0;
        Optional<LoopRun> run = Optional.empty();
        for (var day : Mail.byDay(live).entrySet()) {
            right += system.answer(day.getKey(), day.getValue());
            answers += day.getValue().size();
            system.evening(day.getKey());
            run = system.lastRun();
            if (run.isPresent()) {
                break;
            }
        }
        LoopRun ended = run.orElseThrow(() -> new IllegalStateException("There was too little mail for a verdict"));
        return new Outcome(what, ended, system.serves(champion), (double) right / answers);
    }
}
