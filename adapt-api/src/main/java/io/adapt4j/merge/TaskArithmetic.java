package io.adapt4j.merge;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Ways to combine tensors of one shape, with PEFT's definitions. Sums are made in double precision. */
final class TaskArithmetic {
    private TaskArithmetic() {}

    /** {@code sum_i weight_i tensor_i}. */
    static float[] weightedSum(List<float[]> tensors, double[] weights) {
        float[] sum = new float[tensors.get(0).length];
        for (int i = 0; i < sum.length; i++) {
            double value = 0;
            for (int t = 0; t < weights.length; t++) {
                value += weights[t] * tensors.get(t)[i];
            }
            sum[i] = (float) value;
        }
        return sum;
    }

    /**
     * The mean, element by element, of those weighted tensors whose sign is that of the sum of all (Yadav et al.,
     * "TIES-Merging", 2023). The tensors have been pruned; the mean is of what agrees, zeros not counted.
     */
    static float[] disjointMean(List<float[]> tensors, double[] weights) {
        float[] merged = new float[tensors.get(0).length];
        for (int i = 0; i < merged.length; i++) {
            double total = 0;
            for (float[] tensor : tensors) {
                total += tensor[i];
            }
            double majority = total >= 0 ? 1 : -1;
            double sum = 0;
            int agreeing = 0;
            for (int t = 0; t < weights.length; t++) {
                double value = tensors.get(t)[i];
                if (Math.signum(value) == majority) {
                    sum += weights[t] * value;
                    agreeing++;
                }
            }
            merged[i] = (float) (sum / Math.max(1, agreeing));
        }
        return merged;
    }

    /** Keeps the share of the elements that are largest in magnitude; of equal ones those that come first. */
    static float[] keepLargest(float[] tensor, double density) {
        int kept = (int) (density * tensor.length);
        float[] pruned = new float[tensor.length];
        IntStream.range(0, tensor.length)
                .boxed()
                .sorted((a, b) -> Float.compare(Math.abs(tensor[b]), Math.abs(tensor[a])))
                .limit(kept)
                .forEach(i -> pruned[i] = tensor[i]);
        return pruned;
    }

    /**
     * Keeps each element with the probability {@code density} and divides it by that (Yu et al., "Language Models are Super
     * Mario", 2023).
     */
    static float[] keepRandom(float[] tensor, double density, SplittableRandom random) {
        float[] pruned = new float[tensor.length];
        for (int i = 0; i < tensor.length; i++) {
            if (random.nextDouble() < density) {
                pruned[i] = (float) (tensor[i] / density);
            }
        }
        return pruned;
    }
}
