package io.adapt4j.runtime.pytorch;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.tensor.Tensor;
import java.util.Map;

/**
 * What a program gave for a small batch, to be compared with what it gave another time.
 *
 * @param outputs its outputs by name
 * @param rows the rows of the batch
 */
record ProbeOutputs(Map<String, Tensor> outputs, int rows) {

    /** Whether all rows are the other's, up to rounding. */
    boolean same(ProbeOutputs other, double tolerance) {
        return sameRows(other, 0, rows, tolerance);
    }

    /** Whether one row is the other's, up to rounding; no where an output does not have a row for each of the batch. */
    boolean sameRow(ProbeOutputs other, int row, double tolerance) {
        return sameRows(other, row, row + 1, tolerance);
    }

    private boolean sameRows(ProbeOutputs other, int start, int end, double tolerance) {
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            Tensor own = output.getValue();
            Tensor theirs = other.outputs.get(output.getKey());
            if (theirs == null || !theirs.shape().equals(own.shape())) {
                return false;
            }
            boolean all = end - start == rows;
            boolean batched = own.shape().dimension() > 0 && own.dimension(0) == rows;
            if (!all && !batched) {
                return false;
            }
            int row = Math.toIntExact(own.shape().size() / rows);
            boolean same = all
                    ? sameElements(own, theirs, 0, Math.toIntExact(own.shape().size()), tolerance)
                    : sameElements(own, theirs, start * row, end * row, tolerance);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameElements(Tensor own, Tensor theirs, int start, int end, double tolerance) {
        if (own.dataType() != DataType.FLOAT32) {
            return own.equals(theirs);
        }
        float[] values = own.toFloatArray();
        float[] others = theirs.toFloatArray();
        for (int i = start; i < end; i++) {
            float x = values[i];
            float y = others[i];
            if (Math.abs(x - y) > tolerance * Math.max(1, Math.abs(y)) || Float.isNaN(x) != Float.isNaN(y)) {
                return false;
            }
        }
        return true;
    }
}
