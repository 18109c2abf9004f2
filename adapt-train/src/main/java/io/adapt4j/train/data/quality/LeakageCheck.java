package io.adapt4j.train.data.quality;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for examples that are there more than once, within and across the parts of a data set: an example that is both learnt from
 * and evaluated on makes an adapter look better than it is. Examples are compared by their texts.
 *
 * @param onLeak what is done about them
 * @param nearDuplicates the Jaccard similarity, in (0, 1], of the texts' runs of five characters from which on they count as near
 *     duplicates; empty for not looking for any. Half a kilobyte of memory an example; without it, 24 bytes.
 */
public record LeakageCheck(OnLeak onLeak, OptionalDouble nearDuplicates) {
    private static final Logger LOG = LoggerFactory.getLogger(LeakageCheck.class);

    /** How the training part is called in reports. */
    public static final String TRAIN = "train";

    /** What is done about duplicates. */
    public enum OnLeak {
        /** A warning in the log where examples leak; the report says more. */
        WARN,
        /**
         * Training examples that are held out too are not learnt from, nor are those that repeat an earlier one with the same labels.
         * Held-out parts stay as they are.
         */
        REMOVE,
        /** An {@link InvalidDataException} where examples leak. */
        REFUSE
    }

    public LeakageCheck {
        nearDuplicates.ifPresent(similarity -> {
            if (!(similarity > 0 && similarity <= 1)) {
                throw new IllegalArgumentException("A similarity is in (0, 1], but was " + similarity);
            }
        });
    }

    /** A check that does not look for near duplicates. */
    public static LeakageCheck on(OnLeak onLeak) {
        return new LeakageCheck(onLeak, OptionalDouble.empty());
    }

    /** A check that looks for near duplicates too; 0.8 is a usual similarity. */
    public LeakageCheck nearDuplicates(double similarity) {
        return new LeakageCheck(onLeak, OptionalDouble.of(similarity));
    }

    /**
     * The training examples to go on with, and what was found.
     *
     * @param train all of them, or those that were not removed
     */
    public record Checked<E>(ExampleSource<E> train, LeakageReport report) {}

    /**
     * Reads every part once.
     *
     * @param heldOut the parts that are evaluated on, by name and in their order
     * @throws InvalidDataException when examples leak and that is refused, or all would be removed
     */
    public <E> Checked<E> apply(ExampleSource<E> train, Map<String, ExampleSource<E>> heldOut, ExampleKind<E> kind) {
        DuplicateSearch<E> search = new DuplicateSearch<>(kind, nearDuplicates);
        heldOut.forEach(search::read);
        search.read(TRAIN, train);
        List<Duplicate> found = search.find();
        int[] times = times(found, search.rows().getOrDefault(TRAIN, 0));
        int removed = 0;
        for (int each : times) {
            removed += 1 - each;
        }
        LeakageReport report = LeakageReport.of(search.rows(), found, removed);
        if (onLeak == OnLeak.REFUSE && report.leaking() > 0) {
            throw new InvalidDataException("The data set leaks: " + report);
        }
        if (removed > 0 && removed == times.length) {
            throw new InvalidDataException("No training examples are left without those that are held out: " + report);
        }
        if (onLeak == OnLeak.WARN && report.leaking() > 0) {
            LOG.warn("The data set leaks, evaluations will be too good: {}", report);
        }
        return new Checked<>(removed == 0 ? train : train.times(times), report);
    }

    private int[] times(List<Duplicate> found, int trainRows) {
        int[] times = new int[trainRows];
        Arrays.fill(times, 1);
        if (onLeak == OnLeak.REMOVE) {
            for (Duplicate each : found) {
                if (each.part().equals(TRAIN) && (each.leaks() || !each.otherLabels())) {
                    times[each.row() - 1] = 0;
                }
            }
        }
        return times;
    }
}
