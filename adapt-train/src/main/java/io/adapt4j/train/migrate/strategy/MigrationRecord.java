package io.adapt4j.train.migrate.strategy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.Head;
import io.adapt4j.Manifest;
import io.adapt4j.ModuleDelta;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.task.TaskSpec;
import java.util.List;
import java.util.Optional;

/** What the manifest of a migrated adapter says of where it comes from. */
public final class MigrationRecord {
    /** The name of the list of migrations in {@link Manifest#training}, first to last. */
    public static final String MIGRATIONS = "migrations";

    private MigrationRecord() {}

    /** The migrations that an adapter has gone through; each has {@code parent}, {@code from}, {@code to} and {@code strategy}. */
    public static JsonArray of(Adapter adapter) {
        return adapter.manifest().training().get(MIGRATIONS) instanceof JsonArray migrations
                ? migrations
                : new JsonArray();
    }

    /** The migrations of an adapter, and the one that is under way. */
    static JsonArray with(MigrationTask task, String strategy) {
        JsonObject entry = new JsonObject();
        entry.addProperty("parent", task.adapter().hash().toString());
        entry.addProperty("from", task.old().base().model().hash().toString());
        entry.addProperty("to", task.newBase().model().hash().toString());
        entry.addProperty("strategy", strategy);
        JsonArray all = of(task.adapter());
        all.add(entry);
        return all;
    }

    /** An adapter for the new base, made of parts, with the training of the old one on record. */
    static Adapter adapter(
            MigrationTask task,
            String strategy,
            MethodConfig method,
            List<ModuleDelta> deltas,
            Optional<Head> head,
            TaskSpec spec) {
        JsonObject training = task.adapter().manifest().training();
        training.add(MIGRATIONS, with(task, strategy));
        return new Adapter(
                method,
                deltas,
                head,
                Optional.of(task.newBase().tokenizer()),
                new Manifest(
                        Optional.of(task.newBase().model().hash()),
                        Optional.of(task.newBase().model().fingerprint()),
                        Optional.of(spec),
                        Optional.of(task.newBase().tokenizer().hash()),
                        training));
    }

    /** A trained adapter with the migration on record. */
    static Adapter recorded(MigrationTask task, String strategy, Adapter trained) {
        Manifest manifest = trained.manifest();
        JsonObject training = manifest.training();
        training.add(MIGRATIONS, with(task, strategy));
        return new Adapter(
                trained.method(),
                trained.deltas(),
                trained.head(),
                trained.tokenizer(),
                new Manifest(manifest.base(), manifest.baseWeights(), manifest.task(), manifest.tokenizer(), training));
    }
}
