package io.adapt4j.registry;

import io.adapt4j.error.RegistryException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is said of a version, and can change without changing the version.
 *
 * @param revision counts the changes
 * @param tags values by key
 * @param attachments files beside the version, by name: a later verdict, a signature, an approval
 * @param holds the legal holds on it, each by the name of its case; while there is one, nothing deletes the version
 * @param history what was done, the oldest first; its first entry is the registration
 */
public record VersionNotes(
        VersionId version,
        long revision,
        SortedMap<String, String> tags,
        SortedMap<String, StoredFile> attachments,
        SortedMap<String, Change> holds,
        List<Noted> history) {

    /**
     * One change.
     *
     * @param what in words, such as {@code tag stage=trial}
     */
    public record Noted(String what, Change change) {}

    public VersionNotes {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
        attachments = Collections.unmodifiableSortedMap(new TreeMap<>(attachments));
        holds = Collections.unmodifiableSortedMap(new TreeMap<>(holds));
        history = List.copyOf(history);
    }

    static VersionNotes none(VersionId version) {
        return new VersionNotes(version, 0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of());
    }

    /** When something was last done with the version. */
    Instant lastChange() {
        return history.get(history.size() - 1).change().at();
    }

    VersionNotes registered(Change change) {
        return noted("register", change, tags, attachments, holds);
    }

    VersionNotes withTag(String key, String value, Change change) {
        Names.check("tag", key);
        return noted("tag " + key + "=" + value, change, with(tags, key, value), attachments, holds);
    }

    VersionNotes withoutTag(String key, Change change) {
        return noted("untag " + key, change, without(tags, key, "tag"), attachments, holds);
    }

    VersionNotes withAttachment(String name, StoredFile file, Change change) {
        Names.check("attachment", name);
        StoredFile old = attachments.get(name);
        if (old != null && !old.equals(file)) {
            throw new RegistryException(
                    "The version " + version + " has an attachment " + name + " with the " + old.hash()
                            + " already; attachments are added and never replaced, so attach it under another name");
        }
        return old != null
                ? this
                : noted("attach " + name + " " + file.hash(), change, tags, with(attachments, name, file), holds);
    }

    VersionNotes withHold(String name, Change change) {
        Names.check("hold", name);
        return noted("hold " + name, change, tags, attachments, with(holds, name, change));
    }

    VersionNotes withoutHold(String name, Change change) {
        return noted("release " + name, change, tags, attachments, without(holds, name, "hold"));
    }

    private VersionNotes noted(
            String what,
            Change change,
            SortedMap<String, String> newTags,
            SortedMap<String, StoredFile> newAttachments,
            SortedMap<String, Change> newHolds) {
        List<Noted> more = new ArrayList<>(history);
        more.add(new Noted(what, change));
        return new VersionNotes(version, revision + 1, newTags, newAttachments, newHolds, more);
    }

    private static <T> SortedMap<String, T> with(SortedMap<String, T> map, String key, T value) {
        SortedMap<String, T> more = new TreeMap<>(map);
        more.put(key, value);
        return more;
    }

    private <T> SortedMap<String, T> without(SortedMap<String, T> map, String key, String kind) {
        if (!map.containsKey(key)) {
            throw new RegistryException(
                    "The version " + version + " has no " + kind + " \"" + key + "\"; it has " + map.keySet());
        }
        SortedMap<String, T> less = new TreeMap<>(map);
        less.remove(key);
        return less;
    }
}
