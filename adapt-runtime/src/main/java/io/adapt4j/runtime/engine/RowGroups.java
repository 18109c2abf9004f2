package io.adapt4j.runtime.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.BoundAdapter;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Answers a batch of rows with different adapters by one run per adapter, for bases whose layers do not keep the batch as
 * their first dimension, and for adapters that are too large to be copied together.
 */
public final class RowGroups {
    /** The rows of one adapter. */
    private record Group(@Nullable BoundAdapter adapter, List<Integer> rows) {}

    private RowGroups() {}

    /**
     * Runs a batch.
     *
     * @param inputs tensors whose first dimension is the batch
     * @param rows one adapter per row, null for none
     * @param run answers some of the rows, which all have one adapter
     * @throws UnsupportedFeatureException when the first dimension of an output is not the batch
     */
    public static Map<String, Tensor> run(
            Map<String, Tensor> inputs,
            List<? extends @Nullable BoundAdapter> rows,
            BiFunction<Map<String, Tensor>, @Nullable BoundAdapter, Map<String, Tensor>> run) {
        List<Group> groups = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            BoundAdapter adapter = rows.get(r);
            Group group = groups.stream()
                    .filter(other -> other.adapter == adapter)
                    .findFirst()
                    .orElse(null);
            if (group == null) {
                group = new Group(adapter, new ArrayList<>());
                groups.add(group);
            }
            group.rows.add(r);
        }
        Map<String, Output> outputs = new LinkedHashMap<>();
        for (Group group : groups) {
            Map<String, Tensor> part = new LinkedHashMap<>();
            inputs.forEach((name, tensor) -> part.put(name, select(tensor, group.rows)));
            run.apply(part, group.adapter)
                    .forEach((name, tensor) -> outputs.computeIfAbsent(name, n -> Output.like(n, tensor, rows.size()))
                            .put(tensor, group.rows));
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        outputs.forEach((name, output) -> tensors.put(name, Tensor.of(output.type, output.shape, output.data)));
        return tensors;
    }

    private static Tensor select(Tensor tensor, List<Integer> rows) {
        long[] dims = tensor.shape().getShape().clone();
        int bytes = tensor.byteSize() / (int) dims[0];
        dims[0] = rows.size();
        Shape shape = new Shape(dims);
        ByteBuffer data = Tensor.allocate(tensor.dataType(), shape.size());
        for (int i = 0; i < rows.size(); i++) {
            data.put(i * bytes, tensor.data(), rows.get(i) * bytes, bytes);
        }
        return Tensor.of(tensor.dataType(), shape, data);
    }

    /** An output of the whole batch, put together from parts. */
    private record Output(String name, DataType type, Shape shape, ByteBuffer data) {

        static Output like(String name, Tensor part, int rows) {
            long[] dims = part.shape().getShape().clone();
            if (dims.length > 0) {
                dims[0] = rows;
            }
            Shape shape = new Shape(dims);
            return new Output(name, part.dataType(), shape, Tensor.allocate(part.dataType(), shape.size()));
        }

        void put(Tensor part, List<Integer> rows) {
            long[] expected = shape.getShape().clone();
            if (expected.length > 0) {
                expected[0] = rows.size();
            }
            if (expected.length == 0 || !Arrays.equals(expected, part.shape().getShape())) {
                throw new UnsupportedFeatureException(
                        "Rows with adapters of their own need outputs whose first dimension"
                                + " is the batch, but the output \"" + name + "\" is " + part
                                + "; run the rows one by one");
            }
            int bytes = part.byteSize() / rows.size();
            for (int i = 0; i < rows.size(); i++) {
                data.put(rows.get(i) * bytes, part.data(), i * bytes, bytes);
            }
        }
    }
}
