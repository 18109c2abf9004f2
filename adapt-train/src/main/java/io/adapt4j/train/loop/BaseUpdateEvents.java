package io.adapt4j.train.loop;

import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.registry.bases.BaseRegistry;
import io.adapt4j.registry.bases.BaseUpdate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Tells the loops of all adapters that are bound to a base that it got a successor. To be called for each update of the base registry, as a {@code
 * BaseWatch} does; called again for the same one, it tells those that are still bound to the old base. A loop that has moved its adapter to a base tells
 * itself of the successors that this base has got meanwhile.
 */
public final class BaseUpdateEvents implements Consumer<BaseUpdate> {
    private final Registry registry;
    private final String alias;

    private BaseUpdateEvents(Registry registry, String alias) {
        this.registry = registry;
        this.alias = alias;
    }

    /** For adapters whose {@code champion} is bound to the old base. */
    public static BaseUpdateEvents in(Registry registry) {
        return new BaseUpdateEvents(registry, "champion");
    }

    /** For adapters of which this alias points at a version for the old base. */
    public BaseUpdateEvents withAlias(String newAlias) {
        return new BaseUpdateEvents(registry, newAlias);
    }

    @Override
    public void accept(BaseUpdate update) {
        post(update);
    }

    /**
     * Posts {@link LoopEvent.BaseUpdate} to the loop of each adapter that is bound to the old base.
     *
     * @return these adapters
     * @throws io.adapt4j.error.StorageException when the registry cannot be reached; some may have been told by then
     */
    public SortedSet<String> post(BaseUpdate update) {
        List<AdapterVersion> bound =
                new BaseRegistry(registry).adaptersOn(update.from()).readable();
        Set<VersionId> versions = new HashSet<>();
        SortedSet<String> names = new TreeSet<>();
        bound.forEach(version -> {
            versions.add(version.id());
            names.add(version.id().adapter());
        });
        names.removeIf(name -> {
            Optional<VersionId> serving = registry.alias(name, alias).version();
            return serving.isEmpty() || !versions.contains(serving.get());
        });
        for (String name : names) {
            new LoopEvents(registry, name).post(event(update));
        }
        return names;
    }

    /** What a loop is told of an update. */
    static LoopEvent event(BaseUpdate update) {
        return new LoopEvent.BaseUpdate(
                update.to(),
                update.note(),
                "base update " + update.number(),
                update.declared().at());
    }
}
