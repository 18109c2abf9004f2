package io.adapt4j.testing.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.ContentHash;
import io.adapt4j.error.ConflictException;
import io.adapt4j.error.RegistryException;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Aliases: compare-and-set, history, rolling back. */
public abstract class AliasesKit extends RegistryFixture {
    private static final int RACERS = 4;
    private static final int STEPS = 10;

    protected AliasesKit(StoreUnderTest under) {
        super(under);
    }

    @Test
    void move_fromWhatWasSeen_isSeenByOthers() {
        AdapterVersion version = register(1);
        Alias never = champion();
        Alias moved = registry.move(never, version.id(), at(3));

        assertThat(never).isEqualTo(new Alias(NAME, "champion", 0, Optional.empty(), 0, Optional.empty()));
        assertThat(moved).isEqualTo(new Alias(NAME, "champion", 1, Optional.of(version.id()), 0, Optional.of(at(3))));
        assertThat(another().alias(NAME, "champion")).isEqualTo(moved);
        assertThat(another().aliases(NAME)).containsExactly(moved);
        assertThat(registry.aliases("other")).isEmpty();
        assertThatThrownBy(() -> registry.alias(NAME, "challenger").required())
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("never set");
    }

    @Test
    void move_fromWhatIsNoLongerSo_failsWithWhatIs() {
        AdapterVersion first = register(1);
        AdapterVersion second = register(2);
        Alias seen = promote(first);
        another().move(seen, second.id(), new Change("bob", "better", START));

        assertThatThrownBy(() -> registry.move(seen, second.id(), at(5)))
                .isInstanceOfSatisfying(ConflictException.class, e -> assertThat(e.actualRevision())
                        .isEqualTo(2))
                .hasMessageContaining(second.id().toString())
                .hasMessageContaining("bob: better");
        assertThatThrownBy(() -> registry.remove(seen, at(5))).isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> registry.rollBack(seen, at(5))).isInstanceOf(ConflictException.class);
        assertThat(registry.history(champion())).hasSize(2);
    }

    @Test
    void move_toWhatItPointsAt_changesNothing() {
        AdapterVersion version = register(1);
        Alias first = promote(version);

        assertThat(registry.move(first, version.id(), at(9))).isEqualTo(first);
        assertThat(champion()).isEqualTo(first);
    }

    @Test
    void move_toAVersionThatIsNotThereOrOfAnotherAdapter_isRefused() {
        AdapterVersion other = registry.register("other", adapter(1), Registration.of(at(1)));
        VersionId unknown = new VersionId(NAME, ContentHash.of(bytes("none")));

        assertThatThrownBy(() -> registry.move(champion(), unknown, at(1)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining(unknown.toString());
        assertThatThrownBy(() -> registry.move(champion(), other.id(), at(1)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining(other.id().toString());
        assertThat(champion().revision()).isZero();
    }

    @Test
    void rollBack_again_goesOneFurtherBack() {
        List<VersionId> ids = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            ids.add(register(seed).id());
            registry.move(champion(), ids.get(seed - 1), at(seed));
        }
        List<Optional<VersionId>> pointedAt = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            pointedAt.add(registry.rollBack(champion(), at(10 + i)).version());
        }

        assertThat(pointedAt).containsExactly(Optional.of(ids.get(1)), Optional.of(ids.get(0)));
        assertThatThrownBy(() -> registry.rollBack(champion(), at(20)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("before");
        assertThat(registry.history(champion()))
                .extracting(Alias::required)
                .containsExactly(ids.get(0), ids.get(1), ids.get(2), ids.get(1), ids.get(0));
    }

    @Test
    void rollBack_afterAnEarlierVersionWasPromotedAgain_undoesThatPromotion() {
        AdapterVersion first = register(1);
        AdapterVersion second = register(2);
        promote(first);
        promote(second);
        promote(first);

        assertThat(registry.rollBack(champion(), at(9)).required()).isEqualTo(second.id());
        assertThat(registry.rollBack(champion(), at(9)).required()).isEqualTo(first.id());
    }

    @Test
    void remove_thenSetOrRolledBack_goesOnFromTheHistory() {
        AdapterVersion first = register(1);
        AdapterVersion second = register(2);
        Alias removed = registry.remove(promote(first), at(5));

        assertThat(removed.version()).isEmpty();
        assertThatThrownBy(removed::required).hasMessageContaining("removed");
        Alias again = promote(second);
        assertThat(again.revision()).isEqualTo(3);
        assertThat(registry.rollBack(again, at(6)).required()).isEqualTo(first.id());
        assertThat(registry.rollBack(registry.remove(champion(), at(7)), at(8)).required())
                .isEqualTo(first.id());
    }

    @Test
    void move_manyAtOnceFromOneRevision_oneSucceedsAtEachStep() throws Exception {
        List<VersionId> ids = List.of(register(1).id(), register(2).id());
        CyclicBarrier together = new CyclicBarrier(RACERS);
        List<Callable<Integer>> racers = new ArrayList<>();
        for (int racer = 0; racer < RACERS; racer++) {
            Registry own = another();
            racers.add(() -> {
                int wins = 0;
                for (int step = 0; step < STEPS; step++) {
                    Alias seen = own.alias(NAME, "champion");
                    together.await();
                    try {
                        own.move(seen, ids.get(step % 2), at(step));
                        wins++;
                    } catch (ConflictException lost) {
                        assertThat(lost.actualRevision()).isGreaterThan(seen.revision());
                    }
                    together.await();
                }
                return wins;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(RACERS);
        int wins = 0;
        try {
            for (Future<Integer> racer : threads.invokeAll(racers)) {
                wins += racer.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(wins).isEqualTo(STEPS);
        assertThat(champion().revision()).isEqualTo(STEPS);
        assertThat(registry.history(champion())).hasSize(STEPS);
    }
}
