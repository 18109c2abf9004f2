package io.adapt4j.train.data.quality;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** 64 bits of the SHA-256 of each row, eight bytes a row: among a million different rows two are alike once in 37 million times. */
final class RowHashes {
    private long[] hashes = new long[1024];
    private int size;

    /** Adds the next row. */
    void add(List<String> texts) {
        Hasher hasher = Hashing.sha256().newHasher();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            hasher.putInt(bytes.length).putBytes(bytes);
        }
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, Math.multiplyExact(size, 2));
        }
        hashes[size++] = hasher.hash().asLong();
    }

    boolean equal(int row, int other) {
        return hashes[row] == hashes[other];
    }

    int size() {
        return size;
    }

    /** For each row the first one that is like it: itself, or an earlier one. */
    int[] first() {
        long[] sorted = Arrays.copyOf(hashes, size);
        Arrays.sort(sorted);
        Map<Long, Integer> repeated = new HashMap<>();
        for (int i = 1; i < size; i++) {
            if (sorted[i] == sorted[i - 1]) {
                repeated.put(sorted[i], -1);
            }
        }
        int[] first = new int[size];
        for (int row = 0; row < size; row++) {
            int seen = repeated.getOrDefault(hashes[row], row);
            if (seen < 0) {
                repeated.put(hashes[row], row);
            }
            first[row] = seen < 0 ? row : seen;
        }
        return first;
    }

    /** How many rows are like an earlier one. */
    int repeated() {
        int[] first = first();
        int count = 0;
        for (int row = 0; row < size; row++) {
            count += first[row] < row ? 1 : 0;
        }
        return count;
    }
}
