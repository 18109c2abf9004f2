package io.adapt4j.runtime.pytorch.archive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles as PyTorch's pickler does, without its memo. */
public final class TestPickle {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public TestPickle() {
        raw(0x80, 2);
    }

    public TestPickle raw(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    public TestPickle global(String module, String name) {
        out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public TestPickle text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        raw('X');
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length)
                .array());
        out.writeBytes(bytes);
        return this;
    }

    public TestPickle number(int value) {
        raw('J');
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }

    public TestPickle numbers(int... values) {
        raw('(');
        for (int value : values) {
            number(value);
        }
        return raw('t');
    }

    /** Begins an object; attributes follow, then {@link #end}. */
    public TestPickle module(String type) {
        int dot = type.lastIndexOf('.');
        return global(type.substring(0, dot), type.substring(dot + 1)).raw(')', 0x81, '}', '(');
    }

    /** Begins an object that is an attribute of the one begun before. */
    public TestPickle module(String name, String type) {
        return text(name).module(type);
    }

    public TestPickle end() {
        return raw('u', 'b');
    }

    /** An attribute that is a contiguous FLOAT32 tensor. */
    public TestPickle tensor(String name, String storage, int... shape) {
        int[] strides = new int[shape.length];
        int elements = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = elements;
            elements *= shape[i];
        }
        return text(name).tensor("FloatStorage", storage, elements, 0, shape, strides);
    }

    public TestPickle tensor(String type, String storage, int elements, int offset, int[] shape, int[] strides) {
        return global("torch._utils", "_rebuild_tensor_v2")
                .raw('(', '(')
                .text("storage")
                .global("torch", type)
                .text(storage)
                .text("cpu")
                .number(elements)
                .raw('t', 'Q')
                .number(offset)
                .numbers(shape)
                .numbers(strides)
                .raw(0x89)
                .global("collections", "OrderedDict")
                .raw(')', 'R', 't', 'R');
    }

    /** The pickle, ended. */
    public byte[] bytes() {
        byte[] bytes = out.toByteArray();
        byte[] ended = java.util.Arrays.copyOf(bytes, bytes.length + 1);
        ended[bytes.length] = '.';
        return ended;
    }
}
