package io.adapt4j.runtime.watch;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.Deployment;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.runtime.onnx.TestModels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** Hosts of a small base, and adapters for it. */
abstract class WatchFixture {
    static final String NAME = "triage";
    private static final Change CHANGE = Change.by("test", "to see");

    final BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()));
    private final List<AutoCloseable> opened = new ArrayList<>();

    AdapterHost host() {
        return opened(AdapterHost.on(base));
    }

    /** Has something closed at the end, before what was opened earlier. */
    <T extends AutoCloseable> T opened(T resource) {
        opened.add(0, resource);
        return resource;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        base.close();
    }

    Adapter adapter(long seed) {
        return TestAdapters.adapter(base, Lora.rank(2), seed);
    }

    VersionId register(Registry registry, long seed) {
        return register(registry, adapter(seed));
    }

    static VersionId register(Registry registry, Adapter adapter) {
        AdapterVersion version = registry.register(NAME, adapter, Registration.of(CHANGE));
        return version.id();
    }

    static Alias promote(Registry registry, VersionId version) {
        return registry.move(registry.alias(NAME, "champion"), version, CHANGE);
    }

    static Alias withdraw(Registry registry) {
        return registry.remove(registry.alias(NAME, "champion"), CHANGE);
    }

    static WatchSetup setup(AdapterHost host, Registry registry) {
        return AliasWatch.on(host, registry).withInterval(Duration.ofMillis(5)).deployment(NAME, NAME, "champion");
    }

    AliasWatch follow(AdapterHost host, Registry registry) {
        return opened(setup(host, registry).start());
    }

    static Followed followed(AliasWatch watch) {
        return watch.status().deployments().get(0);
    }

    /** Waits until the host serves a version, by what the host itself says. */
    void awaitLive(AdapterHost host, AliasWatch watch, long seed) {
        Optional<ContentHash> expected = Optional.of(adapter(seed).hash());
        Await.until(watch::status, () -> live(host).equals(expected));
    }

    /** The hash of the adapter that the host serves. */
    static Optional<ContentHash> live(AdapterHost host) {
        return host.deployments().stream().findFirst().flatMap(Deployment::adapter);
    }
}
