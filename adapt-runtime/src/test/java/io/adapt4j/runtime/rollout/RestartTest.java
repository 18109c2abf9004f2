package io.adapt4j.runtime.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.AdaptException;
import io.adapt4j.error.ConflictException;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.rollout.RolloutEvent.What;
import io.adapt4j.runtime.watch.Await;
import io.adapt4j.task.Classification;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RestartTest extends RolloutFixture {
    private static Set<String> tried(Rollout rollout) {
        Set<String> keys = new TreeSet<>();
        for (int i = 0; i < 100; i++) {
            String key = "key " + i;
            if (rollout.answer(key, "win", Classification.class).arm() == Arm.CHALLENGER) {
                keys.add(key);
            }
        }
        return keys;
    }

    @Test
    void resume_afterRestart_goesOnWhereItWasWithTheSameKeys() {
        RolloutPlan plan = RolloutPlan.canary(0.2, 1_000).then(0.5, 1_000).withErrorRate(0);
        Rollouts before = rollouts(host(), "a");
        Rollout rollout = before.start(NAME, alias(), saying("no"), plan, ANN);
        rollout.advance(ANN);
        Set<String> keys = tried(rollout);
        Tally tally = rollout.update().tally();
        before.close();
        before.close();

        AdapterHost restarted = host();
        Rollout resumed = rollouts(restarted, "a").resume(NAME).orElseThrow();
        assertThat(resumed.document().position()).isEqualTo(rollout.document().position());
        assertThat(resumed.document().tally()).isEqualTo(tally);
        assertThat(resumed.document().answers()).isEqualTo(keys.size());
        assertThat(resumed.document().evidence()).isEqualTo(rollout.document().evidence());
        assertThat(tried(resumed)).isEqualTo(keys);
        assertThat(resumed.update().tally().champion()).isEqualTo(2 * tally.champion());
        assertThat(resumed.answer("k", "win", Classification.class).prediction().orElseThrow())
                .startsWith("triage-1.a.2.");
    }

    @Test
    void resume_nothingThere_isEmpty() {
        assertThat(rollouts(host(), "a").resume(NAME)).isEmpty();
        assertThat(rollouts(host(), "b").resumeAll()).isEmpty();
    }

    @Test
    void close_requestsGoOn_withTheChampion() {
        Rollouts rollouts = rollouts(host(), "a");
        Rollout rollout = rollouts.start(NAME, alias(), saying("no"), RolloutPlan.canary(0.9, 1_000), ANN);
        rollouts.close();

        assertThat(ask(rollout, 0, 20))
                .allSatisfy(answer -> assertThat(answer.answer().label()).isEqualTo("yes"));
        assertThatThrownBy(() -> rollout.abort(ANN)).isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> rollouts.resume(NAME)).isInstanceOf(AdaptException.class);
    }

    @Test
    void resume_endedRollout_deploysNothingAndCanBeRolledBack() {
        Rollout rollout = start(saying("no"), RolloutPlan.canary(0.5, 1_000));
        rollout.advance(ANN);
        AdapterHost restarted = host();
        restarted.deploy(NAME, registry.load(alias().required()));
        Rollouts rollouts = rollouts(restarted, "b");
        assertThat(rollouts.resumeAll()).isEmpty();
        Rollout resumed = rollouts.resume(NAME).orElseThrow();
        assertThat(restarted.deployments()).hasSize(1);
        assertThat(label(restarted)).isEqualTo("no");

        assertThat(resumed.rollBack(ANN).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(label(restarted)).isEqualTo("yes");
        assertThat(alias().version()).contains(champion);
    }

    @Test
    void resume_aliasMovedWhileItWasDown_isAborted() {
        Rollouts before = rollouts(host(), "a");
        before.start(NAME, alias(), saying("no"), RolloutPlan.canary(0.5, 1_000), ANN);
        before.close();
        VersionId third = register(TinyTexts.saying(base, "yes", 3));
        registry.move(alias(), third, Change.by("bob", "in a hurry"));

        AdapterHost restarted = host();
        Rollout resumed = rollouts(restarted, "a").resume(NAME).orElseThrow();
        assertThat(resumed.stage()).isEqualTo(Stage.ABORTED);
        assertThat(restarted.deployments()).isEmpty();
        Await.until(() -> told, () -> told.stream().anyMatch(event -> event.what() == What.ABORT));
    }

    @Test
    void resume_challengerIsRefusedByNow_isAborted() {
        VersionId challenger = saying("no");
        Rollouts before = rollouts(host(), "a");
        before.start(NAME, alias(), challenger, RolloutPlan.canary(0.5, 1_000), ANN);
        before.close();
        Registry checked = registry.withCheck((version, files, attachments) -> {
            if (version.id().equals(challenger)) {
                throw new io.adapt4j.error.TrustException("signature", "was withdrawn");
            }
        });

        Rollout resumed =
                opened(Rollouts.on(host(), checked, options("a"))).resume(NAME).orElseThrow();
        assertThat(resumed.stage()).isEqualTo(Stage.ABORTED);
        assertThat(resumed.document().last().change().reason()).contains("was withdrawn");
        assertThat(ask(resumed, 0, 10)).extracting(RolloutAnswer::arm).containsOnly(Arm.CHAMPION);
    }

    @Test
    void otherHost_joins_countsAreAddedUpAndStagesFollow() {
        AdapterHost firstHost = host();
        AdapterHost secondHost = host();
        Rollout first = rollouts(firstHost, "a")
                .start(NAME, alias(), saying("no"), RolloutPlan.canary(0.5, 60).then(0.7, 10_000), ANN);
        Rollouts others = rollouts(secondHost, "b");
        Rollout second = others.resumeAll().get(0);
        assertThat(others.resumeAll()).containsExactly(second);
        assertThat(tried(second)).isEqualTo(tried(first));
        first.update();
        second.update();
        assertThat(first.update().position().step()).as("%s", first.document()).isEqualTo(2);
        second.update();
        assertThat(second.document().position()).isEqualTo(first.document().position());
        assertThat(second.document().tally().champion()
                        + second.document().tally().challenger())
                .isEqualTo(200);

        second.advance(ANN);
        assertThat(label(secondHost)).isEqualTo("no");
        assertThat(first.update().stage()).isEqualTo(Stage.PROMOTED);
        assertThat(label(firstHost)).isEqualTo("no");
        first.rollBack(ANN);
        assertThat(label(firstHost)).isEqualTo("yes");
    }

    @Test
    void evidence_ofSeveralHosts_stopsTogether() {
        RolloutPlan plan = RolloutPlan.canary(0.5, 10_000).withErrorRate(0);
        Rollout first = rollouts(host(), "a").start(NAME, alias(), register(TinyTexts.failing(base)), plan, ANN);
        Rollout second = rollouts(host(), "b").resume(NAME).orElseThrow();
        int key = 0;
        while (first.update().stage() == Stage.CANARY && second.update().stage() == Stage.CANARY) {
            ask(first, key, key + 1);
            ask(second, key, key + 1);
            key++;
        }

        List<Long> counts = first.update().evidence().get(0).counts();
        assertThat(first.stage()).isEqualTo(Stage.ABORTED);
        assertThat(second.update().stage()).isEqualTo(Stage.ABORTED);
        assertThat(first.document().hosts().values())
                .allSatisfy(host -> assertThat(host.guards().get("error-rate").get(2))
                        .isPositive()
                        .isLessThan(counts.get(2)));
        assertThat(first.document().events()).hasSize(2);
    }

    @Test
    void update_sameHostNameElsewhere_theOlderProcessLeaves() {
        AdapterHost host = host();
        Rollout older = rollouts(host, "a").start(NAME, alias(), saying("no"), RolloutPlan.canary(0.9, 1_000), ANN);
        Rollout newer = rollouts(host(), "a").resume(NAME).orElseThrow();

        assertThatThrownBy(older::update).isInstanceOf(ConflictException.class);
        assertThat(ask(older, 0, 10))
                .allSatisfy(answer -> assertThat(answer.answer().label()).isEqualTo("yes"));
        assertThat(host.deployments()).hasSize(1);
        assertThat(newer.update().stage()).isEqualTo(Stage.CANARY);
    }
}
