package io.adapt4j.runtime.drift.sample;

import java.util.Arrays;

/** Remembers which texts came in this window, by their hashes, in a table of fixed size in which the later one wins. */
final class RecentTexts {
    private final long[] hashes;

    /** @param window how many texts come before {@link #clear} */
    RecentTexts(int window) {
        hashes = new long[Integer.highestOneBit(window) * 4];
    }

    /** Adds a text; true when it was there. */
    boolean seen(long hash) {
        long known = hash == 0 ? 1 : hash;
        int slot = (int) (Mix.of(known) & (hashes.length - 1));
        boolean seen = hashes[slot] == known;
        hashes[slot] = known;
        return seen;
    }

    void clear() {
        Arrays.fill(hashes, 0);
    }

    long bytes() {
        return 8L * hashes.length;
    }
}
