package io.adapt4j.registry;

import com.google.gson.JsonObject;
import io.adapt4j.error.ConflictException;
import io.adapt4j.error.DamagedRegistryException;
import io.adapt4j.error.RegistryException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The records of aliases. Each move writes a record of the move and then replaces the alias, which is what makes the move happen: a
 * record of a move beyond the alias's revision is of one that never happened.
 */
final class AliasRecords {
    private static final String PREFIX = "aliases/";
    private static final String MOVES = "moves/";

    private AliasRecords() {}

    private static String key(String adapter, String name) {
        return PREFIX + adapter + "/" + name;
    }

    private static String moves(Alias alias) {
        return MOVES + alias + "/";
    }

    private static String moveKey(Alias alias, long revision) {
        return moves(alias) + String.format(Locale.ROOT, "%012d", revision);
    }

    static Alias get(Records records, String adapter, String name) {
        Alias neverSet = Alias.neverSet(adapter, name);
        Optional<Alias> alias = records.get(key(adapter, name), AliasRecords::read);
        if (alias.isPresent() || !movedTwice(records, neverSet)) {
            return alias.orElse(neverSet);
        }
        return records.get(key(adapter, name), AliasRecords::read) // unless it was set meanwhile
                .orElseThrow(() -> new DamagedRegistryException("The record " + key(adapter, name) + " of the registry "
                        + records.place() + " is missing, but there are records of the alias's moves"));
    }

    /** Whether there are records of an alias's moves that are not left by a first one which never happened. */
    private static boolean movedTwice(Records records, Alias alias) {
        return records.reader().records(moves(alias)).size() > 1;
    }

    static List<Alias> all(Records records, String adapter) {
        Names.check("adapter", adapter);
        return List.copyOf(
                records.all(PREFIX + adapter + "/", AliasRecords::read).values());
    }

    /** The aliases of all adapters, looked for by their records and by their moves, so that none that was lost is left out. */
    static List<Alias> all(Records records) {
        SortedSet<String> paths = new TreeSet<>();
        records.reader().records(PREFIX).keySet().forEach(key -> paths.add(key.substring(PREFIX.length())));
        records.reader()
                .records(MOVES)
                .keySet()
                .forEach(key -> paths.add(key.substring(MOVES.length(), key.lastIndexOf('/'))));
        return paths.stream()
                .map(path -> path.split("/", 2))
                .map(path -> get(records, path[0], path[1]))
                .filter(alias -> alias.revision() > 0)
                .toList();
    }

    static List<Alias> history(Records records, Alias alias) {
        return records.all(moves(alias), AliasRecords::read).values().stream()
                .filter(move -> move.revision() <= alias.revision())
                .toList();
    }

    /** Moves an alias to a version or, by an empty one, removes it. */
    static Alias move(RegistryStore store, Alias seen, Optional<VersionId> to, Change change) {
        to.filter(version -> !version.adapter().equals(seen.adapter())).ifPresent(version -> {
            throw new RegistryException(
                    "The alias " + seen + " points at versions of " + seen.adapter() + ", not at " + version);
        });
        return store.write(writer -> {
            Records records = new Records(writer, store.toString());
            requireCurrent(records, seen);
            to.ifPresent(version -> VersionRecords.get(records, version));
            return to.equals(seen.version()) ? seen : put(writer, seen.movedTo(to, seen.returnPoint(), change));
        });
    }

    static Alias rollBack(RegistryStore store, Alias seen, Change change) {
        return store.write(writer -> {
            Records records = new Records(writer, store.toString());
            requireCurrent(records, seen);
            if (seen.previous() == 0) {
                throw new RegistryException("The alias " + seen
                        + " cannot be rolled back: it has not pointed at another" + " version before");
            }
            Alias back = records.get(moveKey(seen, seen.previous()), AliasRecords::read)
                    .orElseThrow(() -> new RegistryException(
                            "The history of the alias " + seen + " lacks its revision " + seen.previous()));
            VersionRecords.get(records, back.required());
            return put(writer, seen.movedTo(back.version(), back.previous(), change));
        });
    }

    private static void requireCurrent(Records records, Alias seen) {
        Alias actual = get(records, seen.adapter(), seen.name());
        if (actual.revision() != seen.revision()) {
            throw new ConflictException(
                    "The alias " + seen + " was moved by somebody else: expected revision " + seen.revision() + " at "
                            + points(seen) + ", but it has revision " + actual.revision() + " at " + points(actual)
                            + actual.change()
                                    .map(by -> ", moved by " + by.by() + ": " + by.reason())
                                    .orElse(""),
                    actual.revision());
        }
    }

    private static String points(Alias alias) {
        return alias.version().map(VersionId::toString).orElse("no version");
    }

    private static Alias put(StoreWriter writer, Alias next) {
        JsonObject json = write(next);
        for (String key : List.of(moveKey(next, next.revision()), key(next.adapter(), next.name()))) {
            writer.put(key, Records.write(key, json));
        }
        return next;
    }

    private static JsonObject write(Alias alias) {
        JsonObject json = new JsonObject();
        json.addProperty("adapter", alias.adapter());
        json.addProperty("name", alias.name());
        json.addProperty("revision", alias.revision());
        alias.version().ifPresent(version -> json.addProperty("version", version.toString()));
        json.addProperty("previous", alias.previous());
        alias.change().ifPresent(change -> json.add("change", Fields.write(change)));
        return json;
    }

    private static Alias read(JsonObject json) {
        return new Alias(
                Fields.text(json, "adapter"),
                Fields.text(json, "name"),
                Fields.number(json, "revision"),
                Fields.optional(json, "version").map(VersionId::parse),
                Fields.number(json, "previous"),
                Optional.of(Fields.change(json.get("change"))));
    }
}
