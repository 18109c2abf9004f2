package io.adapt4j.train.migrate.fleet;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ModuleDelta;
import io.adapt4j.method.lora.LoraMethod;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.migrate.MigrationGate;
import io.adapt4j.train.migrate.Migrator;
import io.adapt4j.train.migrate.strategy.Direct;
import io.adapt4j.train.testing.TinyBase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Registries full of adapters, each a little different from one that was trained. */
final class Fleets {
    private Fleets() {}

    static Change change(String reason) {
        return new Change("ann", reason, Instant.EPOCH);
    }

    static String name(int number) {
        return String.format(Locale.ROOT, "mail-%03d", number);
    }

    /** An adapter whose deltas are larger by so many thousandths of a percent. */
    static Adapter variant(Adapter adapter, int number) {
        List<ModuleDelta> deltas = new ArrayList<>();
        for (ModuleDelta delta : adapter.deltas()) {
            Tensor b = delta.parameter(LoraMethod.B);
            float[] values = b.toFloatArray();
            for (int i = 0; i < values.length; i++) {
                values[i] *= 1 + 1e-5f * number;
            }
            SortedMap<String, Tensor> parameters = new TreeMap<>(delta.parameters());
            parameters.put(LoraMethod.B, Tensor.of(values, b.shape().getShape()));
            deltas.add(new ModuleDelta(delta.module(), parameters));
        }
        return new Adapter(adapter.method(), deltas, adapter.head(), adapter.tokenizer(), adapter.manifest());
    }

    /** Registers an adapter and lets its champion be that. */
    static VersionId champion(Registry registry, String name, Adapter adapter) {
        VersionId id = registry.register(name, adapter, Registration.of(change("trained")))
                .id();
        registry.move(registry.alias(name, "champion"), id, change("the first"));
        return id;
    }

    /** So many champions. */
    static void fill(Registry registry, Adapter adapter, int count) {
        for (int i = 0; i < count; i++) {
            champion(registry, name(i), variant(adapter, i));
        }
    }

    /** A migrator that tries the deltas as they are, for adapters whose names end with one of these digits an impossible gate. */
    static Migrator migrator(
            BaseModel from, BaseModel to, List<String> texts, AdapterVersion version, String impossible) {
        String name = version.id().adapter();
        boolean refused = impossible.indexOf(name.charAt(name.length() - 1)) >= 0;
        return Migrator.between(from, to, TinyBase.tokenizer())
                .texts(texts)
                .strategies(new Direct(List.of(1.0)))
                .gate(
                        refused
                                ? MigrationGate.defaults().withAgreement(1)
                                : MigrationGate.defaults().withConfidence(0));
    }
}
