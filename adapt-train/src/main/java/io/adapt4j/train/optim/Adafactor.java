package io.adapt4j.train.optim;

import com.google.gson.JsonObject;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Adam without momentum whose second moments of a matrix are the product of one number per row and one per column (Shazeer and
 * Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost", 2018, algorithms 4 and 5), with decoupled weight
 * decay. A vector has one number per element.
 *
 * @param decayExponent the second moments' decay at step t is {@code 1 - t^-decayExponent}; positive
 * @param clipThreshold the root mean square to which an update is cut, positive
 * @param relativeStep whether the learning rate is multiplied by the root mean square of the tensor, at least 1e-3
 */
public record Adafactor(double decayExponent, double clipThreshold, boolean relativeStep) implements Optimizer {
    static final String NAME = "adafactor";

    /** The paper's epsilon 1, added to squared gradients. */
    private static final double SMALLEST_SQUARE = 1e-30;
    /** The paper's epsilon 2. */
    private static final double SMALLEST_SIZE = 1e-3;

    public Adafactor {
        Settings.require(decayExponent > 0, "decayExponent is positive", decayExponent);
        Settings.require(clipThreshold > 0, "clipThreshold is positive", clipThreshold);
    }

    /** The paper's settings, 0.8 and 1, with absolute steps. */
    public Adafactor() {
        this(0.8, 1, false);
    }

    @Override
    public Updates forTensor(int rows, int columns) {
        return new Factored(rows, columns);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = Settings.json(NAME);
        json.addProperty("decayExponent", decayExponent);
        json.addProperty("clipThreshold", clipThreshold);
        json.addProperty("relativeStep", relativeStep);
        return json;
    }

    private final class Factored extends CountedUpdates {
        private final int columns;
        /** The mean squares of each row and of each column; a vector is one row, and its columns are all. */
        private final float[] rowSquares;

        private final float[] columnSquares;

        Factored(int rows, int columns) {
            boolean vector = rows == 1 || columns == 1;
            this.columns = vector ? rows * columns : columns;
            this.rowSquares = new float[vector ? 0 : rows];
            this.columnSquares = new float[this.columns];
        }

        @Override
        void update(FloatBuffer parameters, FloatBuffer gradients, double scale, double rate, double weightDecay) {
            double decay = 1 - StrictMath.pow(steps(), -decayExponent);
            remember(gradients, scale, decay);
            float[] update = new float[parameters.limit()];
            double meanRow = mean(rowSquares);
            for (int i = 0; i < update.length; i++) {
                double square = columnSquares[i % columns];
                if (rowSquares.length > 0) {
                    square *= rowSquares[i / columns] / meanRow;
                }
                update[i] = (float) (gradients.get(i) * scale / Math.sqrt(square));
            }
            double size = relativeStep ? Math.max(SMALLEST_SIZE, rootMeanSquare(parameters)) : 1;
            double clip = Math.max(1, rootMeanSquare(FloatBuffer.wrap(update)) / clipThreshold);
            float step = (float) (rate * size / clip);
            float keep = (float) (1 - rate * weightDecay);
            for (int i = 0; i < update.length; i++) {
                parameters.put(i, parameters.get(i) * keep - step * update[i]);
            }
        }

        private void remember(FloatBuffer gradients, double scale, double decay) {
            double[] ofRows = new double[rowSquares.length];
            double[] ofColumns = new double[columns];
            int rows = Math.max(1, rowSquares.length);
            for (int i = 0; i < rows * columns; i++) {
                double gradient = gradients.get(i) * scale;
                double square = gradient * gradient + SMALLEST_SQUARE;
                ofColumns[i % columns] += square / rows;
                if (ofRows.length > 0) {
                    ofRows[i / columns] += square / columns;
                }
            }
            average(rowSquares, ofRows, decay);
            average(columnSquares, ofColumns, decay);
        }

        private static void average(float[] memory, double[] fresh, double decay) {
            for (int i = 0; i < memory.length; i++) {
                memory[i] = (float) (decay * memory[i] + (1 - decay) * fresh[i]);
            }
        }

        private static double mean(float[] values) {
            double sum = 0;
            for (float value : values) {
                sum += value;
            }
            return sum / values.length;
        }

        private static double rootMeanSquare(FloatBuffer values) {
            double sum = 0;
            for (int i = 0; i < values.limit(); i++) {
                sum += (double) values.get(i) * values.get(i);
            }
            return StrictMath.sqrt(sum / values.limit());
        }

        @Override
        public List<float[]> memory() {
            return List.of(rowSquares, columnSquares);
        }
    }
}
