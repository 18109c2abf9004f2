package io.adapt4j.testing.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.ContentHash;
import io.adapt4j.error.DamagedRegistryException;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Collected;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Retention;
import io.adapt4j.registry.Versions;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What was altered or lost is named, and hides nothing else. */
public abstract class DamageKit extends RegistryFixture {
    private static final String WEIGHTS = "adapter_model.safetensors";
    private static final Retention STRICT = new Retention(1, 0, Instant.parse("2100-01-01T00:00:00Z"));

    /** Coprime with the bits of a byte, so that every bit has its turn. */
    private static final int STRIDE = 5;

    protected DamageKit(StoreUnderTest under) {
        super(under);
    }

    private void alter(String key, byte[] content) {
        store.write(writer -> {
            writer.put(key, content);
            return 0;
        });
    }

    private static ContentHash weights(AdapterVersion version) {
        return version.files().get(WEIGHTS).hash();
    }

    @Test
    void load_alteredFile_isRefusedByNameAndRepairedByRegisteringAgain() {
        AdapterVersion version = register(1);
        AdapterVersion other = register(2);
        byte[] altered = registry.files(version.id()).get(WEIGHTS);
        altered[altered.length / 2] ^= 1;
        under.overwrite(weights(version), altered);

        assertThatThrownBy(() -> registry.load(version.id()))
                .isInstanceOf(DamagedRegistryException.class)
                .hasMessageContaining(WEIGHTS)
                .hasMessageContaining(version.id().toString())
                .hasMessageContaining("altered");
        assertThat(registry.load(other.id())).isEqualTo(adapter(2));
        another().register(NAME, adapter(1), Registration.of(at(5)));
        assertThat(registry.load(version.id())).isEqualTo(adapter(1));
    }

    @Test
    void load_cutOrLostFile_isRefusedByName() {
        AdapterVersion version = register(1);
        byte[] whole = registry.files(version.id()).get(WEIGHTS);
        under.overwrite(weights(version), Arrays.copyOf(whole, whole.length - 1));

        assertThatThrownBy(() -> registry.load(version.id()))
                .isInstanceOf(DamagedRegistryException.class)
                .hasMessageContaining(WEIGHTS)
                .hasMessageContaining((whole.length - 1) + " ");
        under.lose(weights(version));
        assertThatThrownBy(() -> registry.load(version.id()))
                .isInstanceOf(DamagedRegistryException.class)
                .hasMessageContaining(WEIGHTS)
                .hasMessageContaining("missing");
    }

    @Test
    void alias_bytesOfItsRecordAltered_isRefusedByName() {
        promote(register(1));
        String key = "aliases/triage/champion";
        byte[] record = store.record(key).orElseThrow();
        for (int i = 0; i < record.length; i += STRIDE) {
            byte[] altered = record.clone();
            altered[i] ^= (byte) (1 << (i % 8));
            alter(key, altered);

            assertThatThrownBy(this::champion)
                    .isInstanceOf(DamagedRegistryException.class)
                    .hasMessageContaining(key);
        }
        for (int length : new int[] {0, 1, record.length / 2, record.length - 1}) {
            alter(key, Arrays.copyOf(record, length));
            assertThatThrownBy(this::champion).isInstanceOf(DamagedRegistryException.class);
        }
        alter(key, record);
        assertThat(champion().revision()).isEqualTo(1);
    }

    @Test
    void alias_recordOfAnotherInItsPlace_isRefused() {
        promote(register(1));
        alter(
                "aliases/triage/challenger",
                store.record("aliases/triage/champion").orElseThrow());

        assertThatThrownBy(() -> registry.alias(NAME, "challenger"))
                .isInstanceOf(DamagedRegistryException.class)
                .hasMessageContaining("challenger");
    }

    @Test
    void alias_recordLost_isRefusedByName() {
        promote(register(1));
        promote(register(2));
        store.write(writer -> {
            writer.delete("aliases/triage/champion");
            return 0;
        });

        assertThatThrownBy(this::champion)
                .isInstanceOf(DamagedRegistryException.class)
                .hasMessageContaining("aliases/triage/champion")
                .hasMessageContaining("missing");
        assertThatThrownBy(() -> registry.collect(STRICT)).isInstanceOf(DamagedRegistryException.class);
        assertThat(registry.versions(NAME).readable()).hasSize(2);
    }

    @Test
    void versions_oneDamagedRecord_hidesNoOther() {
        AdapterVersion damaged = register(1);
        AdapterVersion other = register(2);
        alter(versionKey(damaged.id()), bytes("?"));
        Versions versions = another().versions(NAME);

        assertThat(versions.readable()).containsExactly(other);
        assertThat(versions.damaged()).containsOnlyKeys(damaged.id());
        assertThat(versions.damaged().get(damaged.id())).contains(versionKey(damaged.id()));
        assertThat(registry.load(other.id())).isEqualTo(adapter(2));
        assertThatThrownBy(() -> registry.load(damaged.id())).isInstanceOf(DamagedRegistryException.class);
    }

    @Test
    void collect_damagedVersion_staysAndNoFileIsDeleted() {
        AdapterVersion damaged = register(1);
        AdapterVersion unneeded = register(2);
        byte[] record = store.record(versionKey(damaged.id())).orElseThrow();
        alter(versionKey(damaged.id()), bytes("?"));
        Collected collected = registry.collect(STRICT);

        assertThat(collected.deleted()).containsExactly(unneeded.id());
        assertThat(collected.kept()).containsOnlyKeys(damaged.id());
        assertThat(collected.bytes()).isZero();
        alter(versionKey(damaged.id()), record);
        assertThat(registry.load(damaged.id())).isEqualTo(adapter(1));
        assertThat(registry.collect(STRICT).bytes()).isPositive();
    }

    @Test
    void collect_damagedAlias_isRefusedAndNothingIsDeleted() {
        AdapterVersion version = register(1);
        promote(version);
        AdapterVersion unneeded = register(2);
        alter("aliases/triage/champion", bytes("?"));

        assertThatThrownBy(() -> registry.collect(STRICT))
                .isInstanceOf(DamagedRegistryException.class)
                .hasMessageContaining("aliases/triage/champion");
        assertThat(registry.versions(NAME).readable()).containsExactly(version, unneeded);
    }
}
