package io.adapt4j.trust;

import io.adapt4j.Adapter;
import io.adapt4j.ContentHash;
import io.adapt4j.format.PeftFormat;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Files of which a policy has found that they may be used.
 *
 * @param name the adapter's name
 * @param signers who has signed them, by their names in the policy
 * @param rootDigest the one digest of all files that is in the signature of the first of them, by which other documents can refer
 *     to what was signed
 * @param files the content of each, without the signatures
 */
public record VerifiedFiles(
        String name, SortedSet<String> signers, ContentHash rootDigest, SortedMap<String, byte[]> files) {

    public VerifiedFiles {
        signers = Collections.unmodifiableSortedSet(new TreeSet<>(signers));
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** The adapter of these very bytes. */
    public Adapter adapter() {
        return PeftFormat.read(files, name);
    }

    @Override
    public String toString() {
        return name + " (" + files.keySet() + ") signed by " + signers;
    }
}
