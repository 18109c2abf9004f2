package io.adapt4j.registry;

import java.util.SortedMap;

/** Decides whether a version may be used, from its bytes: a hook for the verification of signatures. */
@FunctionalInterface
public interface VersionCheck {
    /**
     * Throws an {@link io.adapt4j.error.AdaptException} when the version must not be used. Whatever it throws, nobody is given the
     * adapter.
     *
     * @param files the version's files, which are known to be those that it was registered with
     * @param attachments what is beside it, such as a detached signature
     */
    void check(AdapterVersion version, SortedMap<String, byte[]> files, SortedMap<String, byte[]> attachments);
}
