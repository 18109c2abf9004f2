package io.adapt4j.testing.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.Retention;
import io.adapt4j.registry.StoreWriter;
import io.adapt4j.registry.StoredFile;
import io.adapt4j.registry.VersionId;
import io.adapt4j.registry.Versions;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A writer that dies at any point of a registration, a move or a collection leaves what was before it or what is after it. */
public abstract class CutShortKit extends RegistryFixture {
    private static final Retention STRICT = new Retention(1, 0, Instant.parse("2100-01-01T00:00:00Z"));

    protected CutShortKit(StoreUnderTest under) {
        super(under);
    }

    /**
     * Whether an action got to its end on a store whose writer dies after so many changes.
     */
    private boolean ends(int changes, Consumer<Registry> action) {
        try {
            action.accept(new Registry(new CutStore(store, changes)));
            return true;
        } catch (CutStore.Cut cut) {
            return false;
        }
    }

    @Test
    void register_cutShortAnywhere_isThereAsAWholeOrNotAndSucceedsWhenRepeated() {
        Registration registration = Registration.of(at(1)).withTag("a", "1").withAttachment("note", bytes("x"));
        int changes = 0;
        boolean ended = false;
        for (; !ended; changes++) {
            int seed = changes;
            ended = ends(changes, cut -> cut.register(NAME, adapter(seed), registration));
            Versions versions = another().versions(NAME);
            assertThat(versions.damaged()).isEmpty();
            assertThat(versions.readable()).hasSize(ended ? changes + 1 : changes);
            AdapterVersion version = another().register(NAME, adapter(seed), registration);
            assertThat(registry.load(version.id())).isEqualTo(adapter(seed));
            assertThat(registry.attachments(version.id())).containsOnlyKeys("note");
            assertThat(registry.notes(version.id()).tags()).containsEntry("a", "1");
        }
        assertThat(changes).isGreaterThan(5); // files, the attachment, two records
    }

    @Test
    void move_cutShortAnywhere_pointsThereOrStillWhereItDid() {
        List<VersionId> ids = List.of(register(1).id(), register(2).id());
        registry.move(champion(), ids.get(0), at(1));
        boolean ended = false;
        for (int changes = 0; !ended; changes++) {
            Alias seen = champion();
            VersionId next = ids.get((ids.indexOf(seen.required()) + 1) % 2);
            ended = ends(changes, cut -> cut.move(seen, next, at(2)));
            Alias after = another().alias(NAME, "champion");
            if (after.revision() == seen.revision()) {
                assertThat(ended).isFalse();
                assertThat(after).isEqualTo(seen);
            } else {
                assertThat(after.revision()).isEqualTo(seen.revision() + 1);
                assertThat(after.required()).isEqualTo(next);
            }
            assertThat(registry.history(after)).hasSize((int) after.revision()).endsWith(after);
        }
    }

    @Test
    void collect_cutShortAnywhere_leavesEveryVersionWholeAndIsEndedByTheNext() {
        AdapterVersion kept = register(1000);
        promote(kept);
        boolean ended = false;
        for (int changes = 0; !ended; changes++) {
            register(2L * changes + 1);
            registry.register(
                    NAME,
                    adapter(2L * changes + 2),
                    Registration.of(at(1)).withAttachment("note", bytes("n" + changes)));
            ended = ends(changes, cut -> cut.collect(STRICT));
            Registry other = another();
            Versions versions = other.versions(NAME);
            assertThat(versions.damaged()).isEmpty();
            assertThat(versions.readable()).contains(kept);
            for (AdapterVersion version : versions.readable()) {
                assertThat(other.load(version.id()).hash()).isEqualTo(version.content());
                other.attachments(version.id());
            }
            other.collect(STRICT);
            assertThat(store.records("")).hasSize(4); // the version, its notes, the alias, its move
            assertThat(store.write(StoreWriter::objects).stream().collect(Collectors.toSet()))
                    .isEqualTo(
                            kept.files().values().stream().map(StoredFile::hash).collect(Collectors.toSet()));
        }
    }
}
