package io.adapt4j.registry;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a garbage collection did.
 *
 * @param deleted the versions that are gone
 * @param kept each other version with the reasons why it stayed, in words; there is at least one
 * @param bytes how much was freed, leftovers of interrupted registrations included
 */
public record Collected(SortedSet<VersionId> deleted, SortedMap<VersionId, List<String>> kept, long bytes) {
    public Collected {
        deleted = Collections.unmodifiableSortedSet(new TreeSet<>(deleted));
        kept = Collections.unmodifiableSortedMap(new TreeMap<>(kept));
    }
}
