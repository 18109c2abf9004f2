package io.adapt4j.runtime.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.error.ConflictException;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.RegistryException;
import io.adapt4j.error.StorageException;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.rollout.RolloutEvent.What;
import io.adapt4j.runtime.watch.Await;
import io.adapt4j.task.Classification;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RolloutTest extends RolloutFixture {
    @Test
    void rollout_goodChallenger_goesThroughAllStagesAndIsPromoted() {
        AdapterHost host = host();
        VersionId challenger = saying("yes");
        RolloutPlan plan = RolloutPlan.shadow(1, 20)
                .then(0.3, 10)
                .then(0.6, 10)
                .withErrorRate(0)
                .withDisagreement(0.1);
        Rollout rollout = rollouts(host, "a").start(NAME, alias(), challenger, plan, ANN);

        assertThat(rollout.stage()).isEqualTo(Stage.SHADOW);
        submit(rollout, 20);
        Await.until(rollout::document, () -> rollout.stage() == Stage.CANARY);
        rollout.update(); // from here on requests are routed as the stage says, and none is shadowed
        ask(rollout, 0, 60);
        Await.until(rollout::document, () -> rollout.document().position().number() >= 3);
        ask(rollout, 0, 30);
        Await.until(rollout::document, () -> rollout.stage() == Stage.PROMOTED);

        assertThat(alias().version()).contains(challenger);
        assertThat(alias().revision()).isEqualTo(2);
        Await.until(rollout::document, () -> host.deployments().size() == 1);
        assertThat(host.deployments().get(0).adapter())
                .contains(registry.version(challenger).content());
        Await.until(() -> told, () -> told.size() == 5);
        assertThat(told)
                .extracting(RolloutEvent::what)
                .containsExactly(What.START, What.STEP, What.STEP, What.STEP, What.PROMOTE);
        assertThat(told).extracting(RolloutEvent::number).containsExactly(1, 2, 3, 4, 5);
        assertThat(rollout.document().evidence().get(1).counts().get(0)).isEqualTo(20);
    }

    @Test
    void shadow_challengerSaysOtherwise_isComparedAndNeverReturned() {
        Rollout rollout = start(saying("no"), RolloutPlan.shadow(1, 1_000).withDisagreement(0.2));

        List<RolloutAnswer<Classification>> answers = ask(rollout, 0, 100);

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.answer().label()).isEqualTo("yes");
            assertThat(answer.arm()).isEqualTo(Arm.CHAMPION);
            assertThat(answer.version()).isEqualTo(Optional.of(champion).filter(v -> answer.prediction()
                    .isPresent()));
        });
        Await.until(rollout::document, () -> rollout.stage() == Stage.ABORTED);
        assertThat(rollout.document().last().change().reason()).contains("disagreement", "e-value");
        assertThat(alias().version()).contains(champion);
    }

    @Test
    void shadow_fraction_isAShareOfRequests() {
        Rollout rollout = start(saying("yes"), RolloutPlan.shadow(0.25, 100_000));
        submit(rollout, 800);
        Await.until(
                rollout::update,
                () -> rollout.update().tally().challenger()
                                + rollout.document().tally().dropped()
                        > 150);

        assertThat((double) rollout.document().tally().challenger()).isCloseTo(200, within(60.0));
        assertThat(rollout.document().tally().champion()).isEqualTo(800);
    }

    @Test
    void shadow_noRoom_isDroppedAndCounted() {
        AdapterHost host = host();
        Rollouts rollouts = opened(Rollouts.on(host, registry, options("a").withShadows(0)));
        Rollout rollout = rollouts.start(NAME, alias(), saying("yes"), RolloutPlan.shadow(1, 10), ANN);
        submit(rollout, 15);

        assertThat(rollout.update().tally()).isEqualTo(new Tally(15, 0, 0, 0, 15, 0));
    }

    @Test
    void canary_keys_stickAndStayInLaterSteps() {
        Rollout rollout = start(
                saying("no"),
                RolloutPlan.canary(0.1, 1_000_000).then(0.5, 1_000_000).withManualPromotion());
        Set<Integer> first = tried(rollout);
        Set<Integer> again = tried(rollout);
        rollout.advance(ANN);
        Set<Integer> later = tried(rollout);

        assertThat(again).isEqualTo(first);
        assertThat(later).containsAll(first);
        assertThat((double) first.size()).isCloseTo(40, within(20.0));
        assertThat((double) later.size()).isCloseTo(200, within(40.0));
    }

    private static Set<Integer> tried(Rollout rollout) {
        Set<Integer> keys = new HashSet<>();
        List<RolloutAnswer<Classification>> answers = ask(rollout, 0, 400);
        for (int key = 0; key < answers.size(); key++) {
            RolloutAnswer<Classification> answer = answers.get(key);
            boolean challenger = answer.arm() == Arm.CHALLENGER;
            assertThat(answer.answer().label()).isEqualTo(challenger ? "no" : "yes");
            if (challenger) {
                keys.add(key);
            }
        }
        return keys;
    }

    @Test
    void canary_challengerFails_championAnswersAndItIsAborted() {
        AdapterHost host = host();
        Rollout rollout = rollouts(host, "a")
                .start(
                        NAME,
                        alias(),
                        register(TinyTexts.failing(base)),
                        RolloutPlan.canary(0.5, 1_000).withErrorRate(0.01),
                        ANN);

        assertThat(ask(rollout, 0, 60)).allSatisfy(answer -> {
            assertThat(answer.answer().label()).isEqualTo("yes");
            assertThat(answer.arm()).isEqualTo(Arm.CHAMPION);
        });
        for (int key = 60; key < 100; key++) {
            assertThat(rollout.submit("key " + key, "win", Classification.class)
                            .join()
                            .answer()
                            .label())
                    .isEqualTo("yes");
        }
        Await.until(rollout::document, () -> rollout.stage() == Stage.ABORTED);
        assertThat(rollout.document().last().change().reason()).contains("error-rate");
        assertThat(rollout.document().tally().challengerErrors()).isBetween(5L, 60L);
        assertThat(alias().revision()).isEqualTo(1);
        Await.until(host::deployments, () -> host.deployments().size() == 1);
    }

    @Test
    void canary_bothFail_isNoReasonToAbort() {
        Rollout rollout =
                start(saying("yes"), RolloutPlan.canary(0.5, 1_000_000).withErrorRate(0));
        for (int key = 0; key < 50; key++) {
            String name = "key " + key;
            assertThatThrownBy(() -> rollout.answer(name, "win", io.adapt4j.task.Embedding.class))
                    .isInstanceOf(io.adapt4j.error.IncompatibleAdapterException.class);
        }

        Tally tally = rollout.update().tally();
        assertThat(tally.championErrors()).isPositive().isEqualTo(tally.champion());
        assertThat(tally.challengerErrors()).isPositive().isEqualTo(tally.challenger());
        assertThat(rollout.stage()).isEqualTo(Stage.CANARY);
    }

    @Test
    void report_challengerIsWrong_isAborted() {
        Rollout rollout = start(saying("no"), RolloutPlan.canary(0.5, 1_000_000).withAccuracy(0.05));
        for (RolloutAnswer<Classification> answer : ask(rollout, 0, 100)) {
            answer.prediction().ifPresent(id -> {
                rollout.report(id, "yes");
                assertThat(rollout.report(id, "yes")).as("again").isFalse();
            });
        }

        assertThat(rollout.report("unknown", "yes")).isFalse();
        Await.until(rollout::document, () -> rollout.stage() == Stage.ABORTED);
        assertThat(rollout.document().last().change().reason()).contains("accuracy");
    }

    @Test
    void report_shadowedAnswer_judgesBothVersions() {
        Rollout rollout = start(saying("no"), RolloutPlan.shadow(1, 1_000_000).withAccuracy(0));
        for (int i = 0; i < 5; i++) {
            RolloutAnswer<Classification> answer = rollout.answer("key", "win", Classification.class);
            Await.until(
                    rollout::document,
                    () -> rollout.update().tally().challenger()
                            == rollout.document().tally().champion());
            assertThat(rollout.report(answer.prediction().orElseThrow(), "no")).isTrue();
        }

        assertThat(rollout.update().evidence().get(0).counts()).containsExactly(5L, 0L, 0L);
        assertThat(rollout.document().tally().reports()).isEqualTo(5);
    }

    @Test
    void step_withADuration_waitsForTheClock() {
        Rollout rollout =
                start(saying("yes"), RolloutPlan.canary(0.5, 1).then(new Step(0.9, 0, Duration.ofMinutes(10))));
        ask(rollout, 0, 20);
        assertThat(rollout.update().position().step()).isEqualTo(2);
        now.set(START.plus(Duration.ofMinutes(9)));
        assertThat(rollout.update().stage()).isEqualTo(Stage.CANARY);
        now.set(START.plus(Duration.ofMinutes(10)));
        assertThat(rollout.update().stage()).isEqualTo(Stage.PROMOTED);
    }

    @Test
    void pause_stepHasItsAnswers_staysUntilItProceeds() {
        Rollout rollout = start(saying("yes"), RolloutPlan.canary(0.5, 5).then(0.9, 1_000));
        rollout.pause(ANN);
        ask(rollout, 0, 50);
        assertThat(rollout.update().position().step()).isEqualTo(1);
        rollout.proceed(ANN);
        assertThat(rollout.update().position().step()).isEqualTo(2);
        assertThat(rollout.document().events())
                .extracting(RolloutEvent::what)
                .containsExactly(What.START, What.PAUSE, What.PROCEED, What.STEP);
    }

    @Test
    void lastStep_manualPromotion_waitsForSomebody() {
        VersionId challenger = saying("yes");
        Rollout rollout = start(challenger, RolloutPlan.canary(0.5, 5).withManualPromotion());
        assertThat(rollout.document().awaitsPromotion(START)).isFalse();
        ask(rollout, 0, 50);
        assertThat(rollout.update().stage()).isEqualTo(Stage.CANARY);
        assertThat(rollout.document().awaitsPromotion(START)).isTrue();
        assertThat(rollout.advance(ANN).stage()).isEqualTo(Stage.PROMOTED);
        assertThat(alias().version()).contains(challenger);
        assertThat(rollout.document().events()).extracting(RolloutEvent::change).contains(ANN);
    }

    @Test
    void rollBack_beforeAndAfterPromotion_championAnswersAgain() {
        AdapterHost host = host();
        Rollouts rollouts = rollouts(host, "a");
        Rollout stopped = rollouts.start(NAME, alias(), saying("no"), RolloutPlan.canary(0.5, 1_000), ANN);
        assertThat(stopped.rollBack(ANN).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(alias().revision()).isEqualTo(1);
        assertThat(ask(stopped, 0, 20)).extracting(RolloutAnswer::arm).containsOnly(Arm.CHAMPION);

        Rollout promoted = rollouts.start(NAME, alias(), saying("no"), RolloutPlan.canary(0.5, 1_000), ANN);
        promoted.advance(ANN);
        assertThat(label(host)).isEqualTo("no");
        assertThat(promoted.rollBack(ANN).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(promoted.rollBack(ANN).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(label(host)).isEqualTo("yes");
        assertThat(alias().version()).contains(champion);
        assertThat(alias().revision()).isEqualTo(3);
        assertThat(promoted.document().subject().id()).isEqualTo("triage-2");
    }

    @Test
    void rollBack_aliasMovedAfterThePromotion_isAConflict() {
        Rollout rollout = start(saying("no"), RolloutPlan.canary(0.5, 1_000));
        rollout.advance(ANN);
        VersionId third = register(TinyTexts.saying(base, "yes", 3));
        registry.move(alias(), third, ANN);

        assertThatThrownBy(() -> rollout.rollBack(ANN))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("from revision 2 to 3");
        assertThat(alias().version()).contains(third);
    }

    @Test
    void aliasMovedMeanwhile_rolloutStopsAndLeavesIt() {
        Rollout rollout = start(saying("no"), RolloutPlan.canary(0.5, 1_000));
        VersionId third = register(TinyTexts.saying(base, "yes", 3));
        registry.move(alias(), third, Change.by("bob", "in a hurry"));

        assertThat(rollout.update().stage()).isEqualTo(Stage.ABORTED);
        assertThat(rollout.document().last().change().reason()).contains("bob: in a hurry");
        assertThat(alias().version()).contains(third);
    }

    @Test
    void aliasMovedJustBeforeThePromotion_isNotOverwritten() {
        Rollout rollout = start(saying("no"), RolloutPlan.canary(0.5, 1_000));
        VersionId third = register(TinyTexts.saying(base, "yes", 3));
        registry.move(alias(), third, Change.by("bob", "in a hurry"));

        assertThat(rollout.advance(ANN).stage()).isEqualTo(Stage.ABORTED);
        assertThat(alias().version()).contains(third);
        assertThat(ask(rollout, 0, 10)).extracting(RolloutAnswer::arm).containsOnly(Arm.CHAMPION);
    }

    @Test
    void control_ofAnEndedRollout_saysWhatItIs() {
        Rollout rollout = start(saying("no"), RolloutPlan.canary(0.5, 1_000));
        rollout.abort(ANN);
        assertThat(rollout.abort(ANN).stage()).isEqualTo(Stage.ABORTED);
        assertThatThrownBy(() -> rollout.advance(ANN))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("aborted: wants it so");
        assertThatThrownBy(() -> rollout.pause(ANN)).isInstanceOf(RegistryException.class);
    }

    @Test
    void abort_registryCutOff_stopsTheChallengerAtOnceAndIsRecordedLater() {
        Rollout rollout = start(saying("no"), RolloutPlan.canary(0.9, 1_000));
        store.cut = true;
        assertThatThrownBy(() -> rollout.abort(ANN)).isInstanceOf(StorageException.class);

        assertThat(ask(rollout, 0, 20)).extracting(RolloutAnswer::arm).containsOnly(Arm.CHAMPION);
        store.cut = false;
        assertThat(rollout.update().stage()).isEqualTo(Stage.ABORTED);
        assertThat(rollout.document().last().change()).isEqualTo(ANN);
    }

    @Test
    void guard_registryCutOff_stopsTheChallengerAtOnce() {
        Rollout rollout = start(
                register(TinyTexts.failing(base)),
                RolloutPlan.canary(0.5, 1_000).withErrorRate(0));
        store.cut = true;
        ask(rollout, 0, 100);
        assertThatThrownBy(rollout::update).isInstanceOf(StorageException.class);
        long before = counted(rollout);
        ask(rollout, 0, 50);
        assertThat(counted(rollout)).as("the challenger is asked no more").isEqualTo(before);
    }

    /** The challenger's requests, as the registry will know. */
    private long counted(Rollout rollout) {
        store.cut = false;
        long counted = rollout.update().tally().challenger();
        assertThat(rollout.stage()).isEqualTo(Stage.ABORTED);
        return counted;
    }

    @Test
    void start_challengerCannotBeDeployed_isNoRollout() {
        AdapterHost host = host();
        Rollouts rollouts = rollouts(host, "a");
        VersionId foreign =
                register(TinyTexts.saying(base, "yes", 2).boundTo(io.adapt4j.ContentHash.of(new byte[] {1})));

        assertThatThrownBy(() -> rollouts.start(NAME, alias(), foreign, RolloutPlan.canary(0.5, 1), ANN))
                .isInstanceOf(io.adapt4j.error.IncompatibleAdapterException.class);
        assertThat(registry.states(RolloutDocument.KIND)).isEmpty();
        assertThat(host.deployments()).hasSize(1);
    }

    @Test
    void start_impossible_isRefused() {
        Rollouts rollouts = rollouts(host(), "a");
        RolloutPlan plan = RolloutPlan.canary(0.5, 1_000);
        VersionId challenger = saying("no");
        var seen = alias();
        assertThatThrownBy(() -> rollouts.start(NAME, seen, champion, plan, ANN))
                .isInstanceOf(io.adapt4j.error.InvalidInputException.class);
        Rollout rollout = rollouts.start(NAME, seen, challenger, plan, ANN);
        assertThat(rollouts.start(NAME, seen, challenger, plan, ANN)).isSameAs(rollout);
        VersionId third = register(TinyTexts.saying(base, "yes", 3));
        assertThatThrownBy(() -> rollouts.start(NAME, seen, third, plan, ANN))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("under way");
        rollout.advance(ANN);
        assertThatThrownBy(() -> rollouts.start(NAME, seen, third, plan, ANN)).isInstanceOf(ConflictException.class);
    }

    @Test
    void answer_withoutARollout_isTheDeployments() {
        AdapterHost host = host();
        Rollouts rollouts = rollouts(host, "a");
        assertThatThrownBy(() -> rollouts.answer(NAME, "key", "win", Classification.class))
                .isInstanceOf(DeploymentException.class);
        host.deploy(NAME, TinyTexts.saying(base, "no", 7));
        assertThat(rollouts.answer(NAME, "key", "win", Classification.class)
                        .answer()
                        .label())
                .isEqualTo("no");
        RolloutAnswer<Classification> answer =
                rollouts.submit(NAME, "key", "win", Classification.class).join();
        assertThat(answer.prediction()).isEmpty();
        assertThat(answer.version()).isEmpty();
    }

    @Test
    void submit_cancelled_isNoFailure() {
        Rollout rollout = start(saying("no"), RolloutPlan.canary(0.5, 1_000_000).withErrorRate(0));
        int cancelled = 0;
        for (int key = 0; key < 200; key++) {
            CompletableFuture<?> answer = rollout.submit("key " + key, "win", Classification.class);
            cancelled += answer.cancel(false) ? 1 : 0;
        }
        submit(rollout, 20);

        assertThat(cancelled).isPositive();
        Tally tally = rollout.update().tally();
        assertThat(tally.champion() + tally.challenger()).isBetween(220L - cancelled, 220L);
        assertThat(tally.championErrors() + tally.challengerErrors()).isZero();
    }
}
