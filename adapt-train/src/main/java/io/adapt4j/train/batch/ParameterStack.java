package io.adapt4j.train.batch;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.spi.JointSession.Slot;
import io.adapt4j.train.spi.Parameter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The same parameter of several slots side by side, values and gradients, in memory that is used again for the next pass. Heads may
 * have fewer rows than others; what is missing is zero.
 */
public final class ParameterStack {
    private final int index;
    private ByteBuffer values = Tensor.allocate(DataType.FLOAT32, 0);
    private ByteBuffer gradients = Tensor.allocate(DataType.FLOAT32, 0);
    private long[] dims = {};
    private int each;

    /** @param index the parameter's place among those of a slot */
    public ParameterStack(int index) {
        this.index = index;
    }

    /** Copies the slots' values together. */
    public void gather(List<Slot> slots) {
        Parameter first = slots.get(0).parameters().get(index);
        int rows = slots.stream()
                .mapToInt(slot -> slot.parameters().get(index).rows())
                .max()
                .orElseThrow();
        dims = new long[first.shape().dimension() + 1];
        System.arraycopy(first.shape().getShape(), 0, dims, 1, dims.length - 1);
        dims[0] = slots.size();
        dims[1] = rows;
        each = rows * first.columns();
        int bytes = Math.multiplyExact(slots.size() * Float.BYTES, each);
        if (values.capacity() < bytes) {
            values = Tensor.allocate(DataType.FLOAT32, bytes / Float.BYTES);
            gradients = Tensor.allocate(DataType.FLOAT32, bytes / Float.BYTES);
        }
        FloatBuffer target = values().asFloatBuffer();
        for (int slot = 0; slot < slots.size(); slot++) {
            Parameter parameter = slots.get(slot).parameters().get(index);
            target.put(slot * each, parameter.value(), 0, parameter.size());
            for (int i = parameter.size(); i < each; i++) {
                target.put(slot * each + i, 0);
            }
        }
    }

    /** Copies the gradients back to the slots' own. */
    public void scatter(List<Slot> slots) {
        FloatBuffer source = gradients().asFloatBuffer();
        for (int slot = 0; slot < slots.size(); slot++) {
            Parameter parameter = slots.get(slot).parameters().get(index);
            parameter.gradient().put(0, source, slot * each, parameter.size());
        }
    }

    /** {@code [slots, ...]}. */
    public long[] dims() {
        return dims.clone();
    }

    public ByteBuffer values() {
        return part(values);
    }

    public ByteBuffer gradients() {
        return part(gradients);
    }

    private ByteBuffer part(ByteBuffer buffer) {
        int bytes = (int) dims[0] * each * Float.BYTES;
        return buffer.slice(0, bytes).order(ByteOrder.nativeOrder());
    }
}
