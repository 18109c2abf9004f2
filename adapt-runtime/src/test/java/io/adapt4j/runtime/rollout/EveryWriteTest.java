package io.adapt4j.runtime.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.error.StorageException;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.task.Classification;
import io.adapt4j.testing.registry.HeapStore;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The process dies before each single record of a rollout in turn, and another one goes on. */
class EveryWriteTest extends RolloutFixture {
    private static final RolloutPlan PLAN = RolloutPlan.canary(0.5, 1_000);

    private final HeapStore heap = new HeapStore();
    private final Registry whole = new Registry(heap);

    private VersionId add(String label, int seed) {
        return whole.register(NAME, TinyTexts.saying(base, label, seed), Registration.of(ANN))
                .id();
    }

    @Test
    void promotionAndRollBack_cutAnywhere_goOnToOneEnd() {
        VersionId first = add("yes", 1);
        VersionId second = add("no", 2);
        whole.move(whole.alias(NAME, "champion"), first, ANN);
        Set<Stage> cutIn = new HashSet<>();
        boolean complete = false;
        for (int records = 0; !complete; records++) {
            long revision = whole.alias(NAME, "champion").revision();
            complete = run(records, second);
            // What can happen next without the caller's will, happens after the restart.
            AdapterHost host = host();
            Rollouts after = opened(Rollouts.on(host, whole, options("a")));
            // As it was found: once it is resumed, it goes on.
            whole.states(RolloutDocument.KIND)
                    .forEach(found -> cutIn.add(Documents.read(found).stage()));
            after.resume(NAME).ifPresent(rollout -> {
                if (!rollout.stage().ended()) {
                    assertThat(rollout.answer("k", "win", Classification.class)
                                    .answer()
                                    .label())
                            .isIn("yes", "no");
                }
                Stage rest = rollout.update().stage();
                boolean promoted = rest == Stage.PROMOTED;
                assertThat(rest).isIn(Stage.CANARY, Stage.PROMOTED, Stage.ROLLED_BACK);
                assertThat(whole.alias(NAME, "champion").version()).contains(promoted ? second : first);
                if (rest != Stage.CANARY) {
                    assertThat(whole.alias(NAME, "champion").revision())
                            .isIn(revision, promoted ? revision + 1 : revision + 2);
                    assertThat(rollout.update().stage()).as("rests").isEqualTo(rest);
                }
                rollout.rollBack(ANN);
                assertThat(whole.alias(NAME, "champion").version()).contains(first);
                assertThat(rollout.document().events())
                        .filteredOn(event -> event.what() == RolloutEvent.What.PROMOTE)
                        .hasSizeLessThanOrEqualTo(1);
                assertThat(label(host.deployments().isEmpty() ? deployed(host, first) : host))
                        .isEqualTo("yes");
            });
            after.close();
        }

        assertThat(cutIn).contains(Stage.CANARY, Stage.PROMOTING, Stage.PROMOTED, Stage.ROLLING_BACK);
    }

    private AdapterHost deployed(AdapterHost host, VersionId version) {
        host.deploy(NAME, whole.load(version));
        return host;
    }

    /** Whether the whole of it could be written. */
    private boolean run(int records, VersionId challenger) {
        Registry failing = new Registry(new FailingStore(heap, records));
        try (AdapterHost host = AdapterHost.on(base);
                Rollouts rollouts = Rollouts.on(host, failing, options("a"))) {
            Rollout rollout = rollouts.start(NAME, whole.alias(NAME, "champion"), challenger, PLAN, ANN);
            rollout.advance(ANN);
            rollout.rollBack(ANN);
            return true;
        } catch (StorageException e) {
            return false;
        }
    }
}
