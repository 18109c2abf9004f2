package io.adapt4j.train.data.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Finds texts that share most of their runs of five characters: signatures of 128 minima estimate the Jaccard similarity of the
 * sets of runs (Broder, "On the resemblance and containment of documents", 1997), with a standard deviation of at most 0.045, and
 * texts that agree in one of 32 bands of four are compared (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter
 * 3). Half a kilobyte of memory a row. Deterministic.
 */
final class MinHash {
    private static final int RUN = 5;
    private static final int MINIMA = 128;
    private static final int BAND = 4;
    /** A bucket of more rows is one of texts made from a template; comparing each with all would take the square of their number. */
    private static final int COMPARED = 64;

    private static final long[] SALTS = new SplittableRandom(1997).longs(MINIMA).toArray();

    private final double similarity;
    private final List<int[]> signatures = new ArrayList<>();
    private final List<Map<Long, List<Integer>>> bands = new ArrayList<>();

    /** @param similarity the least Jaccard similarity, in (0, 1] */
    MinHash(double similarity) {
        this.similarity = similarity;
        for (int band = 0; band < MINIMA / BAND; band++) {
            bands.add(new HashMap<>());
        }
    }

    /**
     * Adds the next row.
     *
     * @return the first earlier row that is similar, or the row itself
     */
    int add(String normalised) {
        int[] signature = signature(normalised);
        int row = signatures.size();
        signatures.add(signature);
        int first = row;
        for (int band = 0; band < bands.size(); band++) {
            long key = Arrays.hashCode(Arrays.copyOfRange(signature, band * BAND, (band + 1) * BAND)) & 0xffffffffL
                    | (long) signature[band * BAND] << 32;
            List<Integer> bucket = bands.get(band).computeIfAbsent(key, any -> new ArrayList<>(1));
            for (int candidate : bucket) {
                if (candidate < first && alike(signature, signatures.get(candidate))) {
                    first = candidate;
                    break;
                }
            }
            if (bucket.size() < COMPARED) {
                bucket.add(row);
            }
        }
        return first;
    }

    private boolean alike(int[] one, int[] other) {
        return estimate(one, other) >= similarity;
    }

    /** The estimated Jaccard similarity. */
    static double estimate(int[] one, int[] other) {
        int same = 0;
        for (int i = 0; i < MINIMA; i++) {
            same += one[i] == other[i] ? 1 : 0;
        }
        return same / (double) MINIMA;
    }

    static int[] signature(String text) {
        int[] minima = new int[MINIMA];
        Arrays.fill(minima, Integer.MAX_VALUE);
        for (int start = 0; start == 0 || start + RUN <= text.length(); start++) {
            long run = 0;
            for (int i = start; i < Math.min(text.length(), start + RUN); i++) {
                run = run * 0x1_0001L + text.charAt(i) + 1;
            }
            for (int i = 0; i < MINIMA; i++) {
                minima[i] = Math.min(minima[i], (int) (mixed(run ^ SALTS[i]) >>> 33));
            }
        }
        return minima;
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014). */
    private static long mixed(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
