package io.adapt4j.registry;

import io.adapt4j.ContentHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One garbage collection. A version is gone with its record; its notes and the files that no other version needs go after that, and
 * what is left of them when the process dies goes with the next collection.
 */
final class Collector {
    private final StoreWriter writer;
    private final Records records;
    private final Retention retention;
    private final SortedMap<VersionId, AdapterVersion> versions = new TreeMap<>();
    private final SortedMap<VersionId, VersionNotes> notes;
    private final SortedMap<VersionId, List<String>> kept = new TreeMap<>();
    /** Those of which it is not known which files they need, so that no file can be deleted while there are any. */
    private final SortedSet<VersionId> damaged = new TreeSet<>();

    Collector(StoreWriter writer, String place, Retention retention) {
        this.writer = writer;
        this.records = new Records(writer, place);
        this.retention = retention;
        Versions all = VersionRecords.all(records);
        all.readable().forEach(version -> versions.put(version.id(), version));
        damaged.addAll(all.damaged().keySet());
        notes = NoteRecords.all(records, damaged);
        versions.keySet().stream().filter(id -> !notes.containsKey(id)).forEach(damaged::add);
    }

    Collected collect() {
        notes.forEach(this::keepByNotes);
        AliasRecords.all(records).forEach(this::keepByAlias);
        damaged.forEach(id -> keep(id, "what is recorded of it is damaged or missing"));
        keepAncestors();
        SortedSet<VersionId> deleted = new TreeSet<>(versions.keySet());
        deleted.removeAll(kept.keySet());
        deleted.forEach(id -> writer.delete(VersionRecords.key(id)));
        for (VersionId id : notes.keySet()) {
            if (!kept.containsKey(id)) {
                writer.delete(NoteRecords.key(id));
            }
        }
        return new Collected(deleted, kept, damaged.isEmpty() ? sweep() : 0);
    }

    private void keep(VersionId id, String reason) {
        kept.computeIfAbsent(id, version -> new ArrayList<>()).add(reason);
    }

    private void keepByNotes(VersionId id, VersionNotes said) {
        if (versions.containsKey(id)) {
            said.holds().keySet().forEach(hold -> keep(id, "legal hold " + hold));
            if (!said.lastChange().isBefore(retention.since())) {
                keep(id, "registered or changed at " + said.lastChange());
            }
        }
    }

    private void keepByAlias(Alias alias) {
        alias.version().ifPresent(version -> {
            keep(version, "alias " + alias);
            if (!versions.containsKey(version)) {
                damaged.add(version);
            }
        });
        List<Alias> moves = AliasRecords.history(records, alias);
        SortedMap<Long, Alias> byRevision = new TreeMap<>();
        moves.forEach(move -> byRevision.put(move.revision(), move));
        Set<VersionId> earlier = new HashSet<>();
        moves.stream()
                .sorted(Comparator.comparing(Alias::revision).reversed())
                .skip(1)
                .limit(retention.moves())
                .forEach(move -> move.version().ifPresent(earlier::add));
        Alias back = byRevision.get(alias.previous());
        for (int i = 0; i < retention.moves() && back != null; i++) {
            back.version().ifPresent(earlier::add);
            back = byRevision.get(back.previous());
        }
        earlier.stream()
                .filter(id -> versions.containsKey(id) && !alias.version().equals(Optional.of(id)))
                .sorted()
                .forEach(id -> keep(id, "alias " + alias + " pointed at it and can be rolled back"));
    }

    private void keepAncestors() {
        SortedSet<VersionId> generation = new TreeSet<>(kept.keySet());
        for (int i = 0; i < retention.generations() && !generation.isEmpty(); i++) {
            SortedSet<VersionId> next = new TreeSet<>();
            for (VersionId child : generation) {
                AdapterVersion version = versions.get(child);
                for (VersionId parent : version == null
                        ? List.<VersionId>of()
                        : version.lineage().parents()) {
                    if (versions.containsKey(parent)) {
                        if (!kept.containsKey(parent)) {
                            next.add(parent);
                        }
                        keep(parent, "parent of " + child);
                    }
                }
            }
            generation = next;
        }
    }

    /** Deletes the objects that no version needs. */
    private long sweep() {
        Set<ContentHash> needed = new HashSet<>();
        versions.forEach((id, version) -> needs(needed, id, version.files()));
        notes.forEach((id, said) -> needs(needed, id, said.attachments()));
        long bytes = 0;
        for (ContentHash object : writer.objects()) {
            bytes += needed.contains(object) ? 0 : writer.deleteObject(object);
        }
        return bytes;
    }

    private void needs(Set<ContentHash> needed, VersionId id, SortedMap<String, StoredFile> files) {
        if (kept.containsKey(id)) {
            files.values().forEach(file -> needed.add(file.hash()));
        }
    }
}
