package io.adapt4j.testing.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.ContentHash;
import io.adapt4j.error.RegistryException;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Collected;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.Retention;
import io.adapt4j.registry.StoreWriter;
import io.adapt4j.registry.VersionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a garbage collection deletes, and what it never does. */
public abstract class CollectionKit extends RegistryFixture {
    /** Nothing is kept for its age. */
    private static final Retention STRICT = new Retention(1, Integer.MAX_VALUE, Instant.parse("2100-01-01T00:00:00Z"));

    private static final int CONCURRENT = 12;

    protected CollectionKit(StoreUnderTest under) {
        super(under);
    }

    private List<ContentHash> objects() {
        return store.write(StoreWriter::objects);
    }

    @Test
    void collect_nothingNeedsAVersion_deletesItAndWhatItAloneNeeds() {
        AdapterVersion kept = register(1);
        promote(kept);
        AdapterVersion unneeded =
                registry.register(NAME, adapter(2), Registration.of(at(2)).withAttachment("note", bytes("x")));
        long own = unneeded.files().entrySet().stream()
                .filter(file -> !kept.files().containsValue(file.getValue()))
                .mapToLong(file -> file.getValue().size())
                .sum();
        Collected collected = another().collect(STRICT);

        assertThat(collected.deleted()).containsExactly(unneeded.id());
        assertThat(collected.kept()).containsExactly(Map.entry(kept.id(), List.of("alias triage/champion")));
        assertThat(collected.bytes()).isEqualTo(own + 1);
        assertThat(registry.load(kept.id())).isEqualTo(adapter(1));
        assertThat(registry.find(unneeded.id())).isEmpty();
        assertThat(objects()).hasSize(kept.files().size());
        assertThatThrownBy(() -> registry.move(champion(), unneeded.id(), at(9)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("collected");
        assertThat(registry.collect(STRICT).deleted()).isEmpty();
    }

    @Test
    void collect_registeredOrTouchedSince_stays() {
        AdapterVersion old = register(1);
        AdapterVersion touched = register(2);
        AdapterVersion fresh = register(8);
        AdapterVersion again = register(3);
        registry.tag(touched.id(), "a", "b", at(7));
        registry.register(NAME, adapter(3), Registration.of(at(6)));
        Collected collected = registry.collect(new Retention(1, 0, at(6).at()));

        assertThat(collected.deleted()).containsExactly(old.id());
        assertThat(collected.kept()).containsOnlyKeys(touched.id(), fresh.id(), again.id());
        assertThat(collected.kept().get(again.id())).containsExactly("registered or changed at " + at(6).at());
    }

    @Test
    void collect_versionsThatAnAliasCanBeRolledBackTo_stay() {
        List<AdapterVersion> versions = new ArrayList<>();
        for (int seed = 1; seed <= 5; seed++) {
            versions.add(register(seed));
            promote(versions.get(seed - 1));
        }
        registry.rollBack(champion(), at(50)); // at 4, the way back leads to 3, and 5 was there a move ago
        Collected collected = registry.collect(STRICT);

        assertThat(collected.deleted())
                .containsExactlyInAnyOrder(versions.get(0).id(), versions.get(1).id());
        assertThat(registry.rollBack(champion(), at(51)).required())
                .isEqualTo(versions.get(2).id());
        assertThatThrownBy(() -> registry.rollBack(champion(), at(52)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("collected");
        assertThat(champion().required()).isEqualTo(versions.get(2).id());
    }

    @Test
    void collect_removedAlias_canStillBeRolledBack() {
        AdapterVersion version = register(1);
        registry.remove(promote(version), at(5));
        registry.collect(STRICT);

        assertThat(registry.rollBack(champion(), at(6)).required()).isEqualTo(version.id());
    }

    @Test
    void collect_legalHold_staysUntilTheLastIsReleased() {
        AdapterVersion version = register(1);
        registry.hold(version.id(), "case-1", at(2));
        registry.hold(version.id(), "case-2", at(2));
        registry.release(version.id(), "case-1", at(3));

        assertThat(registry.collect(STRICT).kept())
                .containsExactly(Map.entry(version.id(), List.of("legal hold case-2")));
        registry.release(version.id(), "case-2", at(3));
        assertThat(registry.collect(STRICT).deleted()).containsExactly(version.id());
    }

    @Test
    void collect_ancestorsOfWhatIsKept_stayForTheGenerationsAskedFor() {
        AdapterVersion first = register(1);
        AdapterVersion second = register(2, first.id());
        AdapterVersion third = register(3, second.id());
        AdapterVersion sibling = register(4, first.id());
        promote(third);

        assertThat(registry.collect(STRICT).deleted()).containsExactly(sibling.id());
        assertThat(registry.collect(STRICT.withGenerations(1)).kept())
                .containsOnlyKeys(second.id(), third.id())
                .containsEntry(second.id(), List.of("parent of " + third.id()));
        assertThat(registry.version(second.id()).lineage().parents()).containsExactly(first.id());
    }

    @Test
    void collect_afterItsNotesWereLeftBehind_takesThemAndAFreshRegistrationStartsAnew() {
        AdapterVersion version =
                registry.register(NAME, adapter(1), Registration.of(at(1)).withTag("a", "1"));
        store.write(writer -> {
            writer.delete(versionKey(version.id())); // where a collection that was killed may end
            return 0;
        });
        AdapterVersion again = register(1);
        assertThat(registry.notes(again.id()).tags()).isEmpty();
        store.write(writer -> {
            writer.delete(versionKey(version.id()));
            return 0;
        });
        Collected collected = registry.collect(STRICT);

        assertThat(collected.deleted()).isEmpty();
        assertThat(collected.bytes()).isEqualTo(version.size());
        assertThat(store.records("")).isEmpty();
        assertThat(objects()).isEmpty();
    }

    @Test
    void collect_whileOthersRegisterAndPromote_takesNothingThatIsPromoted() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        Registry collecting = another();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> collector = thread.submit(() -> {
                int deleted = 0;
                while (done.getCount() > 0) {
                    deleted += collecting.collect(STRICT).deleted().size();
                }
                return deleted;
            });
            int promoted = 0;
            for (int seed = 1; seed <= CONCURRENT; seed++) {
                AdapterVersion version = register(seed);
                try {
                    promote(version);
                    promoted++;
                } catch (RegistryException collectedFirst) {
                    continue;
                }
                assertThat(registry.load(champion().required())).isEqualTo(adapter(seed));
            }
            done.countDown();
            collector.get();
            Set<VersionId> needed = registry.history(champion()).stream()
                    .skip(Math.max(0, promoted - 2))
                    .map(Alias::required)
                    .collect(Collectors.toSet());
            for (VersionId id : needed) {
                assertThat(registry.load(id)).isNotNull();
            }
        } finally {
            done.countDown();
            thread.shutdownNow();
        }
    }
}
