package io.adapt4j.train.data.quality;

import com.google.gson.JsonObject;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long texts are, in one unit.
 *
 * @param least the shortest
 * @param mean the mean
 * @param median half of the texts are at most so long
 * @param most95 95% of the texts are at most so long
 * @param most the longest
 * @param histogram how many texts are at least as long as the key and shorter than twice that; 0 for empty texts
 */
public record Lengths(int least, double mean, int median, int most95, int most, SortedMap<Integer, Integer> histogram) {

    /** Counts lengths. */
    static final class Counter {
        private final TreeMap<Integer, Integer> counts = new TreeMap<>();
        private long sum;
        private int count;

        void add(int length) {
            counts.merge(length, 1, Integer::sum);
            sum += length;
            count++;
        }

        Lengths lengths() {
            TreeMap<Integer, Integer> histogram = new TreeMap<>();
            counts.forEach((length, texts) -> histogram.merge(Integer.highestOneBit(length), texts, Integer::sum));
            return new Lengths(
                    counts.firstKey(),
                    sum / (double) count,
                    quantile(0.5),
                    quantile(0.95),
                    counts.lastKey(),
                    histogram);
        }

        private int quantile(double share) {
            long below = 0;
            for (var entry : counts.entrySet()) {
                below += entry.getValue();
                if (below >= share * count) {
                    return entry.getKey();
                }
            }
            return counts.lastKey();
        }
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("least", least);
        json.addProperty("mean", mean);
        json.addProperty("median", median);
        json.addProperty("most95", most95);
        json.addProperty("most", most);
        JsonObject bins = new JsonObject();
        histogram.forEach((from, texts) -> bins.addProperty(Integer.toString(from), texts));
        json.add("histogram", bins);
        return json;
    }
}
