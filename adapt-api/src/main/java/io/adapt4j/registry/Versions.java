package io.adapt4j.registry;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The versions of an adapter.
 *
 * @param readable in the order in which they were registered
 * @param damaged those whose records were altered or cannot be read, each with what is wrong; they hide no other
 */
public record Versions(List<AdapterVersion> readable, SortedMap<VersionId, String> damaged) {
    public Versions {
        readable = List.copyOf(readable);
        damaged = Collections.unmodifiableSortedMap(new TreeMap<>(damaged));
    }
}
