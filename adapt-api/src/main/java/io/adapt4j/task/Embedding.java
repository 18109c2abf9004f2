package io.adapt4j.task;

import io.adapt4j.error.InvalidInputException;
import java.util.Arrays;

/**
 * The answer to one text: a vector.
 *
 * @param vector one number for each of the base's hidden units
 */
@SuppressWarnings("ArrayRecordComponent")
public record Embedding(float[] vector) {

    /**
     * The cosine of the angle between two vectors, in [-1, 1]: how similar the texts are. 0 when one vector is zero.
     *
     * @throws InvalidInputException when the vectors have different lengths
     */
    public double cosine(Embedding other) {
        if (vector.length != other.vector.length) {
            throw new InvalidInputException("Vectors of " + vector.length + " and " + other.vector.length
                    + " numbers cannot be compared; both must come from one base model");
        }
        double dot = 0;
        double own = 0;
        double others = 0;
        for (int i = 0; i < vector.length; i++) {
            dot += (double) vector[i] * other.vector[i];
            own += (double) vector[i] * vector[i];
            others += (double) other.vector[i] * other.vector[i];
        }
        double norms = Math.sqrt(own) * Math.sqrt(others);
        return norms == 0 ? 0 : Math.max(-1, Math.min(1, dot / norms));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Embedding that && Arrays.equals(vector, that.vector);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(vector);
    }

    @Override
    public String toString() {
        return "Embedding of " + vector.length + " numbers";
    }
}
