package io.adapt4j.registry.bases;

import io.adapt4j.ContentHash;
import io.adapt4j.error.ConflictException;
import io.adapt4j.error.RegistryException;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.State;
import io.adapt4j.registry.VersionId;
import io.adapt4j.registry.Versions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The base models of a {@link Registry}: what each is, by its content hash, and which succeeds which. The models' files are not kept
 * here. Everything is in states of the registry, so that it is as durable as these and many processes can change it at once: what two
 * declare at the same time is declared one after the other, and nothing is lost.
 *
 * <p>Whoever wants to be told of successors asks for {@link #updatesSince}, or reads a {@link BaseFeed}, which remembers how far its
 * reader got.
 *
 * <p>Every method throws what those of {@link Registry} throw.
 */
public final class BaseRegistry {
    private static final String KIND = "base";
    private static final String UPDATES = "base-updates";
    private static final String ALL = "all";

    private final Registry registry;

    /** The bases of a registry, which stays the caller's to close. */
    public BaseRegistry(Registry registry) {
        this.registry = registry;
    }

    /** The registry that they are in. */
    Registry registry() {
        return registry;
    }

    /**
     * Adds a base. Where it is there already as it is described, it stays as it was registered first.
     *
     * @throws RegistryException when that base is there with another description; the message names both
     */
    public BaseVersion register(BaseDescription description, Change change) {
        while (true) {
            State state = state(description.hash());
            if (state.revision() > 0) {
                BaseVersion there = BaseJson.read(state, BaseJson::version);
                if (!there.description().equals(description)) {
                    throw new RegistryException("The base " + there + " was registered by "
                            + there.registered().by() + " as " + there.description() + ", and cannot be " + description
                            + " too; a base is what its hash says and does not change");
                }
                return there;
            }
            BaseVersion version = new BaseVersion(description, change);
            try {
                registry.put(state, BaseJson.write(version));
                return version;
            } catch (ConflictException e) {
                // somebody else registered it at the same time; see as what
            }
        }
    }

    private State state(ContentHash base) {
        return registry.state(KIND, base.hex());
    }

    /** What is known of a base; empty when it is not registered. */
    public Optional<BaseVersion> find(ContentHash base) {
        State state = state(base);
        return state.revision() == 0 ? Optional.empty() : Optional.of(BaseJson.read(state, BaseJson::version));
    }

    /**
     * What is known of a base.
     *
     * @throws RegistryException when it is not registered; the message names those that are
     */
    public BaseVersion base(ContentHash base) {
        return find(base)
                .orElseThrow(
                        () -> new RegistryException("The base " + base + " is not registered; there are " + bases()));
    }

    /** All bases, in the order in which they were registered. */
    public List<BaseVersion> bases() {
        return registry.states(KIND).stream()
                .map(state -> BaseJson.read(state, BaseJson::version))
                .sorted(Comparator.comparing(
                                (BaseVersion version) -> version.registered().at())
                        .thenComparing(version -> version.hash().hex()))
                .toList();
    }

    /** The versions of a base that share a name, in the order in which they were registered. */
    public List<BaseVersion> bases(String name) {
        return bases().stream().filter(version -> version.name().equals(name)).toList();
    }

    /**
     * Declares that adapters of one base can be migrated to another. Where that is declared already and holds, nothing changes.
     *
     * @param note what changed, for people
     * @return the update, new or old
     * @throws RegistryException when either is not registered, or the old base is the new one or one of its successors
     */
    public BaseUpdate declareSuccessor(ContentHash from, ContentHash to, String note, Change change) {
        base(from);
        base(to);
        List<BaseUpdate> after = change(updates -> {
            if (find(updates, from, to).isPresent()) {
                return updates;
            }
            if (reach(updates, to).contains(from)) {
                throw new RegistryException("The base " + base(to) + " cannot succeed " + base(from)
                        + ": that is the same base, or succeeds it already");
            }
            List<BaseUpdate> more = new ArrayList<>(updates);
            more.add(new BaseUpdate(updates.size() + 1, from, to, note, change, List.of(), Optional.empty()));
            return more;
        });
        return find(after, from, to).orElseThrow();
    }

    private static Optional<BaseUpdate> find(List<BaseUpdate> updates, ContentHash from, ContentHash to) {
        return updates.stream()
                .filter(update -> update.holds()
                        && update.from().equals(from)
                        && update.to().equals(to))
                .findFirst();
    }

    /** A base and all its direct and indirect successors. */
    private static Set<ContentHash> reach(List<BaseUpdate> updates, ContentHash base) {
        Set<ContentHash> reached = new HashSet<>(Set.of(base));
        Deque<ContentHash> pending = new ArrayDeque<>(reached);
        while (!pending.isEmpty()) {
            ContentHash next = pending.remove();
            updates.stream()
                    .filter(update -> update.holds() && update.from().equals(next))
                    .map(BaseUpdate::to)
                    .filter(reached::add)
                    .forEach(pending::add);
        }
        return reached;
    }

    /** Adds what was found out about a successor, such as the verdict on an adapter that was migrated to it. */
    public BaseUpdate addEvidence(long update, VersionId version, String attachment, String summary, Change change) {
        registry.file(version, attachment);
        Evidence evidence = new Evidence(version, attachment, summary, change);
        return edit(update, old -> {
            List<Evidence> more = new ArrayList<>(old.evidence());
            more.add(evidence);
            return new BaseUpdate(
                    old.number(), old.from(), old.to(), old.note(), old.declared(), more, old.withdrawn());
        });
    }

    /** Takes a declaration back; adapters that were migrated because of it stay as they are. */
    public BaseUpdate withdraw(long update, Change change) {
        return edit(
                update,
                old -> old.holds()
                        ? new BaseUpdate(
                                old.number(),
                                old.from(),
                                old.to(),
                                old.note(),
                                old.declared(),
                                old.evidence(),
                                Optional.of(change))
                        : old);
    }

    private BaseUpdate edit(long number, UnaryOperator<BaseUpdate> edit) {
        List<BaseUpdate> after = change(updates -> {
            if (number < 1 || number > updates.size()) {
                throw new RegistryException(
                        "There is no base update " + number + "; the last one is " + updates.size());
            }
            List<BaseUpdate> edited = new ArrayList<>(updates);
            edited.set((int) number - 1, edit.apply(updates.get((int) number - 1)));
            return edited;
        });
        return after.get((int) number - 1);
    }

    /** Changes the updates as they are by now; whoever is overtaken looks again. */
    private List<BaseUpdate> change(UnaryOperator<List<BaseUpdate>> change) {
        while (true) {
            State state = registry.state(UPDATES, ALL);
            List<BaseUpdate> updates = updates(state);
            List<BaseUpdate> changed = change.apply(updates);
            if (changed.equals(updates)) {
                return updates;
            }
            try {
                registry.put(state, BaseJson.write(changed));
                return changed;
            } catch (ConflictException e) {
                // somebody else declared something at the same time
            }
        }
    }

    private static List<BaseUpdate> updates(State state) {
        return state.revision() == 0 ? List.of() : BaseJson.read(state, BaseJson::updates);
    }

    /** All updates with a greater number, in their order, also those that were withdrawn; reads one record. */
    public List<BaseUpdate> updatesSince(long number) {
        return updates(registry.state(UPDATES, ALL)).stream()
                .filter(update -> update.number() > number)
                .toList();
    }

    /** The updates that lead away from a base and hold, in the order in which they were declared. */
    public List<BaseUpdate> successors(ContentHash base) {
        return updatesSince(0).stream()
                .filter(update -> update.holds() && update.from().equals(base))
                .toList();
    }

    /**
     * The adapter versions that are bound to a base, as their manifests say, by name and then in the order in which they were
     * registered. Reads the records of all versions.
     *
     * @return with those whose records are damaged, of which it is not known what they are bound to
     */
    public Versions adaptersOn(ContentHash base) {
        List<AdapterVersion> bound = new ArrayList<>();
        SortedMap<VersionId, String> damaged = new TreeMap<>();
        for (String adapter : registry.adapters()) {
            Versions versions = registry.versions(adapter);
            damaged.putAll(versions.damaged());
            versions.readable().stream()
                    .filter(version -> version.lineage().base().equals(Optional.of(base)))
                    .forEach(bound::add);
        }
        return new Versions(bound, damaged);
    }
}
