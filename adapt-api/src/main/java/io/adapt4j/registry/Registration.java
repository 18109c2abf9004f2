package io.adapt4j.registry;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is said of a version when it is registered.
 *
 * @param parents the versions that it was made from, such as the one from which its training went on
 * @param tags see {@link VersionNotes}
 * @param attachments the content of files beside it, by name, such as a detached signature; see {@link VersionNotes}
 */
public record Registration(
        Change change, List<VersionId> parents, SortedMap<String, String> tags, SortedMap<String, byte[]> attachments) {

    public Registration {
        parents = List.copyOf(parents);
        tags = new TreeMap<>(tags);
        attachments = new TreeMap<>(attachments);
    }

    /** A registration by somebody, now, without parents, tags or attachments. */
    public static Registration by(String by, String reason) {
        return of(Change.by(by, reason));
    }

    /** A registration without parents, tags or attachments. */
    public static Registration of(Change change) {
        return new Registration(change, List.of(), new TreeMap<>(), new TreeMap<>());
    }

    public Registration withParents(VersionId... versions) {
        return new Registration(change, List.of(versions), tags, attachments);
    }

    /** The same with one more tag. */
    public Registration withTag(String key, String value) {
        SortedMap<String, String> more = new TreeMap<>(tags);
        more.put(key, value);
        return new Registration(change, parents, more, attachments);
    }

    /** The same with one more file beside the version. */
    public Registration withAttachment(String name, byte[] content) {
        SortedMap<String, byte[]> more = new TreeMap<>(attachments);
        more.put(name, content.clone());
        return new Registration(change, parents, tags, more);
    }
}
