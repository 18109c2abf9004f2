package io.adapt4j.runtime.drift.stat;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** How p-values of several tests are raised so that together they alarm falsely no more often than one would. */
public enum Correction {
    /** Times the number of tests (Bonferroni 1936): bounds the chance of any false alarm, and also their expected number. */
    BONFERRONI {
        @Override
        double[] sorted(double[] p) {
            double[] adjusted = new double[p.length];
            for (int i = 0; i < p.length; i++) {
                adjusted[i] = p.length * p[i];
            }
            return adjusted;
        }
    },
    /** Step-down (Holm 1979): bounds the chance of any false alarm, whatever the tests have to do with each other. */
    HOLM {
        @Override
        double[] sorted(double[] p) {
            double[] adjusted = new double[p.length];
            double largest = 0;
            for (int i = 0; i < p.length; i++) {
                largest = Math.max(largest, (p.length - i) * p[i]);
                adjusted[i] = largest;
            }
            return adjusted;
        }
    },
    /**
     * Step-up (Benjamini and Hochberg 1995): bounds the expected share of false ones among the alarms, and, while nothing at all has
     * changed, the chance of any. For tests that are independent or depend positively.
     */
    BENJAMINI_HOCHBERG {
        @Override
        double[] sorted(double[] p) {
            double[] adjusted = new double[p.length];
            double smallest = 1;
            for (int i = p.length - 1; i >= 0; i--) {
                smallest = Math.min(smallest, p[i] * p.length / (i + 1));
                adjusted[i] = smallest;
            }
            return adjusted;
        }
    };

    /** Of ascending p-values. */
    abstract double[] sorted(double[] ascending);

    /** The adjusted p-values, at most 1, in the order given. */
    public double[] adjust(double[] pValues) {
        List<Integer> order = IntStream.range(0, pValues.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> pValues[i]))
                .toList();
        double[] sorted = sorted(order.stream().mapToDouble(i -> pValues[i]).toArray());
        double[] adjusted = new double[pValues.length];
        for (int i = 0; i < sorted.length; i++) {
            adjusted[order.get(i)] = Math.min(1, sorted[i]);
        }
        return adjusted;
    }
}
