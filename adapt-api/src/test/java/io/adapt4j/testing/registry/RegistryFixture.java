package io.adapt4j.testing.registry;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.TestAdapters;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.RegistryStore;
import io.adapt4j.registry.VersionId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A registry for each test of a kit, and what the kits do to it. */
public abstract class RegistryFixture {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final String NAME = "triage";

    final StoreUnderTest under;
    final RegistryStore store;
    final Registry registry;
    private final List<AutoCloseable> opened = new ArrayList<>();

    RegistryFixture(StoreUnderTest under) {
        this.under = under;
        this.store = under.open();
        this.registry = new Registry(store);
        opened.add(registry);
    }

    /** The same registry as another process sees it. */
    Registry another() {
        Registry other = new Registry(under.open());
        opened.add(other);
        return other;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        under.close();
    }

    /** A change in the given hour. */
    static Change at(int hour) {
        return new Change("ann", "hour " + hour, START.plusSeconds(3600L * hour));
    }

    /** An adapter of which each number has another. */
    public static Adapter adapter(long seed) {
        return TestAdapters.classifier(seed);
    }

    AdapterVersion register(long seed, VersionId... parents) {
        return registry.register(
                NAME, adapter(seed), Registration.of(at((int) seed)).withParents(parents));
    }

    Alias champion() {
        return registry.alias(NAME, "champion");
    }

    Alias promote(AdapterVersion version) {
        return registry.move(champion(), version.id(), at(100));
    }

    /** The key of a version's record. */
    static String versionKey(VersionId id) {
        return "versions/" + id.adapter() + "/" + id.hash().hex();
    }

    static JsonObject json(String field, int value) {
        JsonObject json = new JsonObject();
        json.addProperty(field, value);
        return json;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
