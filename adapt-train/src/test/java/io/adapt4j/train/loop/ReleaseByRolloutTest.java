package io.adapt4j.train.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.adapt4j.registry.Registration;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.rollout.Arm;
import io.adapt4j.runtime.rollout.Rollout;
import io.adapt4j.runtime.rollout.RolloutAnswer;
import io.adapt4j.runtime.rollout.RolloutOptions;
import io.adapt4j.runtime.rollout.RolloutPlan;
import io.adapt4j.runtime.rollout.Rollouts;
import io.adapt4j.task.Classification;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.Threshold;
import io.adapt4j.train.loop.LoopRun.Stage;
import io.adapt4j.train.loop.release.Release;
import io.adapt4j.train.loop.retrain.Retrained;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A release through a canary step, on a host. */
class ReleaseByRolloutTest extends LoopFixture {
    private static final RolloutPlan PLAN = RolloutPlan.canary(0.5, 10);

    private AdapterHost host;
    private Rollouts rollouts;

    @BeforeEach
    void serve() {
        host = AdapterHost.on(base);
        host.deploy(NAME, first);
        rollouts = Rollouts.on(
                host, registry, RolloutOptions.of("here").withInterval(Duration.ofDays(1)).withClock(clock));
        Post.report(labels, Post.later(), "later-");
    }

    @AfterEach
    void end() {
        rollouts.close();
        host.close();
    }

    private AdaptationLoop releasing(RolloutPlan plan) {
        AdaptationLoop loop =
                loop(builder(LoopPolicy.defaults()).release(Release.rollout(rollouts, NAME, plan)));
        loop.events().post(manual("new senders"));
        loop.settle();
        return loop;
    }

    private Set<Arm> answer() {
        Set<Arm> arms = new HashSet<>();
        List<Example> mail = Post.later();
        for (int i = 0; i < mail.size(); i++) {
            RolloutAnswer<Classification> answer =
                    rollouts.answer(NAME, "user-" + i, mail.get(i).text(), Classification.class);
            arms.add(answer.arm());
        }
        return arms;
    }

    @Test
    void step_canaryPasses_promotes() {
        AdaptationLoop loop = releasing(PLAN);
        LoopRun run = loop.status().current().orElseThrow();
        assertThat(run.stage()).isEqualTo(Stage.RELEASING);
        assertThat(run.waiting()).isEqualTo("rollout triage-1 in canary since 2026-03-02T12:00:00Z");
        assertThat(loop.step()).isFalse();
        assertThat(alias().required()).isEqualTo(champion);

        assertThat(answer()).containsExactlyInAnyOrder(Arm.CHAMPION, Arm.CHALLENGER);
        loop.settle();

        assertThat(end(loop)).startsWith("PROMOTED: rollout triage-1");
        assertThat(alias().required()).isEqualTo(run.candidate().orElseThrow());
        assertThat(alias().revision()).isEqualTo(2);
    }

    @Test
    void step_loopAgainAfterACrash_goesOnWithTheSameRollout() {
        AdaptationLoop loop = releasing(PLAN);
        rollouts.close();
        loop.close();
        rollouts = Rollouts.on(
                host, registry, RolloutOptions.of("here").withInterval(Duration.ofDays(1)).withClock(clock));
        AdaptationLoop next = loop(
                builder(LoopPolicy.defaults()).release(Release.rollout(rollouts, NAME, PLAN)));
        next.settle();
        assertThat(next.status().current().orElseThrow().waiting()).startsWith("rollout triage-1 in canary");

        answer();
        next.settle();

        assertThat(end(next)).startsWith("PROMOTED: rollout triage-1");
        assertThat(alias().revision()).isEqualTo(2);
    }

    @Test
    void step_rolloutAborted_stopsWithItsReason() {
        AdaptationLoop loop = releasing(PLAN);
        Rollout rollout = rollouts.find(NAME).orElseThrow();
        rollout.abort(change("complaints"));

        loop.settle();

        assertThat(end(loop)).isEqualTo("STOPPED: rollout triage-1: complaints");
        assertThat(alias().required()).isEqualTo(champion);
    }

    @Test
    void step_candidateThatFailsLive_isRolledBack() {
        AdaptationLoop loop = loop(builder(LoopPolicy.defaults())
                .retraining(request -> new Retrained(first.withDocument("odd", new JsonObject()), Optional.empty()))
                .judge(given -> Gate.of(new Threshold("accuracy", 0.1, 0.5))
                        .judge(given.candidate(), base, ExampleSource.of(Post.old())))
                .release(Release.rollout(rollouts, NAME, RolloutPlan.canary(0.5, 100_000).withAccuracy(0.01))));
        loop.events().post(manual("a bad one"));
        loop.settle();
        assertThat(loop.status().current().orElseThrow().stage()).isEqualTo(Stage.RELEASING);

        for (int i = 0; i < 2_000 && loop.status().current().isPresent(); i++) {
            RolloutAnswer<Classification> answer =
                    rollouts.answer(NAME, "user-" + i, "win cash now", Classification.class);
            String truth = answer.arm() == Arm.CHALLENGER ? "none" : answer.answer().label();
            answer.prediction().ifPresent(id -> rollouts.report(id, truth)); // there is none once it has ended
            if (i % 100 == 99) {
                loop.settle();
            }
        }

        assertThat(end(loop)).startsWith("STOPPED: rollout triage-1: ").contains("accuracy");
        assertThat(alias().required()).isEqualTo(champion);
    }

    @Test
    void reject_duringTheRollout_abortsIt() {
        AdaptationLoop loop = releasing(PLAN);

        loop.reject(1, "ann", "not on a Friday");
        loop.settle();

        assertThat(end(loop)).isEqualTo("STOPPED: rollout triage-1: rejected by ann: not on a Friday");
        assertThat(rollouts.find(NAME).orElseThrow().stage())
                .isEqualTo(io.adapt4j.runtime.rollout.Stage.ABORTED);
        assertThat(answer()).containsExactly(Arm.CHAMPION);
    }

    @Test
    void step_anotherRolloutUnderWay_waitsForItsEnd() {
        rollouts.start(
                NAME,
                alias(),
                registry.register(
                                NAME,
                                first.withDocument("odd", new JsonObject()),
                                Registration.of(change("by hand")))
                        .id(),
                PLAN,
                change("by hand"));
        AdaptationLoop loop = releasing(PLAN);
        assertThat(loop.status().current().orElseThrow().waiting()).isEqualTo("the end of the rollout triage-1");

        rollouts.find(NAME).orElseThrow().abort(change("enough"));
        loop.settle();

        assertThat(loop.status().current().orElseThrow().waiting()).startsWith("rollout triage-2 in canary");
    }

    @Test
    void step_noChampionYet_promotesAtOnce() {
        registry.remove(alias(), change("begin anew"));

        AdaptationLoop loop = releasing(PLAN);

        assertThat(end(loop)).isEqualTo("PROMOTED: promoted without a rollout");
    }
}
