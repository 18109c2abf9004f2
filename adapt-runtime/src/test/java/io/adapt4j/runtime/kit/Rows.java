package io.adapt4j.runtime.kit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.AdaptedModel;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a mixed batch, one by one. */
public final class Rows {
    private Rows() {}

    /** Each row of the outputs is what the row gives alone. */
    public static void assertAsAlone(BaseModel base, Map<String, Tensor> inputs, List<@Nullable BoundAdapter> rows) {
        AdaptedModel model = base.adapted();
        Map<String, Tensor> together = model.runRows(inputs, rows);
        for (int row = 0; row < rows.size(); row++) {
            Map<String, Tensor> own = new LinkedHashMap<>();
            for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                own.put(input.getKey(), row(input.getValue(), row));
            }
            Map<String, Tensor> alone = model.run(own, rows.get(row));
            assertThat(together.keySet()).isEqualTo(alone.keySet());
            for (String output : alone.keySet()) {
                float[] expected = alone.get(output).toFloatArray();
                float[] actual = row(together.get(output), row).toFloatArray();
                double largest = 1e-30;
                double difference = 0;
                for (int i = 0; i < expected.length; i++) {
                    largest = Math.max(largest, Math.abs(expected[i]));
                    difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
                }
                assertThat(difference / largest).as(output + " of row " + row).isLessThan(1e-5);
            }
        }
    }

    private static Tensor row(Tensor tensor, int row) {
        long[] dims = tensor.shape().getShape().clone();
        int size = (int) (tensor.shape().size() / dims[0]);
        dims[0] = 1;
        if (tensor.dataType() == DataType.INT64) {
            long[] values = new long[size];
            tensor.longs().position(row * size).get(values);
            return Tensor.of(values, dims);
        }
        return Tensor.of(Arrays.copyOfRange(tensor.toFloatArray(), row * size, (row + 1) * size), dims);
    }
}
