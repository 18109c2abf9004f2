package io.adapt4j.runtime.export;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.flatbuffers.FlatBufferBuilder;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.format.DurableFiles;
import io.adapt4j.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * ONNX Runtime's {@code .onnx_adapter} files: a flatbuffer with the identifier {@code TORT} that holds named tensors. FLOAT
 * tensors are written and read.
 */
public final class OnnxAdapterFile {
    private static final String IDENTIFIER = "TORT";
    private static final int FORMAT_VERSION = 1;
    /** ONNX's code of FLOAT. */
    private static final int FLOAT = 1;

    private OnnxAdapterFile() {}

    /** Writes tensors to a file, whole or not at all, in the place of one that is there. */
    public static void write(Map<String, Tensor> tensors, Path file) throws IOException {
        DurableFiles.replace(file, bytes(tensors));
    }

    /** The bytes of a file that holds the tensors, in the order of their names. */
    public static byte[] bytes(Map<String, Tensor> tensors) {
        FlatBufferBuilder builder = new FlatBufferBuilder(1024);
        List<Integer> parameters = new ArrayList<>();
        new TreeMap<>(tensors).forEach((name, tensor) -> parameters.add(parameter(builder, name, tensor)));
        int vector = builder.createVectorOfTables(
                parameters.stream().mapToInt(Integer::intValue).toArray());
        builder.startTable(4);
        builder.addInt(0, FORMAT_VERSION, 0);
        builder.addInt(1, 1, 0);
        builder.addInt(2, 1, 0);
        builder.addOffset(3, vector, 0);
        builder.finish(builder.endTable(), IDENTIFIER);
        return builder.sizedByteArray();
    }

    private static int parameter(FlatBufferBuilder builder, String name, Tensor tensor) {
        if (tensor.dataType() != DataType.FLOAT32) {
            throw new UnsupportedFeatureException(
                    "Adapter files are written of float32, but \"" + name + "\" is " + tensor);
        }
        ByteBuffer data = ByteBuffer.allocate(tensor.byteSize()).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(tensor.floats());
        builder.startVector(1, data.capacity(), Long.BYTES);
        for (int i = data.capacity() - 1; i >= 0; i--) {
            builder.addByte(data.get(i));
        }
        int rawData = builder.endVector();
        long[] shape = tensor.shape().getShape();
        builder.startVector(Long.BYTES, shape.length, Long.BYTES);
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            builder.addLong(shape[axis]);
        }
        int dims = builder.endVector();
        int nameOffset = builder.createString(name);
        builder.startTable(4);
        builder.addOffset(0, nameOffset, 0);
        builder.addOffset(1, dims, 0);
        builder.addInt(2, FLOAT, 0);
        builder.addOffset(3, rawData, 0);
        return builder.endTable();
    }

    /**
     * Reads a file.
     *
     * @throws InvalidAdapterException when it is missing or malformed
     * @throws UnsupportedFeatureException when it holds other tensors than FLOAT or is of another format version
     */
    public static SortedMap<String, Tensor> read(Path file) {
        try {
            return read(Files.readAllBytes(file));
        } catch (IOException | OutOfMemoryError e) {
            throw new InvalidAdapterException("Cannot read the adapter file " + file + ": " + e, e);
        }
    }

    /** As {@link #read(Path)}, of bytes. */
    public static SortedMap<String, Tensor> read(byte[] bytes) {
        try {
            return tensors(bytes);
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
            throw new InvalidAdapterException("The adapter file is malformed or cut short: " + e.getMessage(), e);
        }
    }

    private static SortedMap<String, Tensor> tensors(byte[] bytes) {
        if (bytes.length < 8
                || !new String(bytes, 4, 4, java.nio.charset.StandardCharsets.ISO_8859_1).equals(IDENTIFIER)) {
            throw new InvalidAdapterException(
                    "Not an adapter file of ONNX Runtime: it lacks the identifier " + IDENTIFIER);
        }
        FlatTable root = FlatTable.root(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        int version = root.integer(0);
        if (version != FORMAT_VERSION) {
            throw new UnsupportedFeatureException(
                    "The adapter file has the format version " + version + ", but " + FORMAT_VERSION + " is read");
        }
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        for (FlatTable parameter : root.tables(3)) {
            String name = parameter.string(0);
            int type = parameter.integer(2);
            if (type != FLOAT) {
                throw new UnsupportedFeatureException("The tensor \"" + name + "\" of the adapter file has the type "
                        + type + ", but FLOAT (1) is read");
            }
            long[] dims = parameter.longs(1);
            ByteBuffer data = parameter.bytes(3);
            long size = Float.BYTES;
            for (long dim : dims) {
                if (dim < 0) {
                    throw new InvalidAdapterException("The tensor \"" + name + "\" has a negative dimension: " + dim);
                }
                size = Math.multiplyExact(size, dim);
            }
            if (size != data.remaining()) {
                throw new InvalidAdapterException("The tensor \"" + name + "\" should have " + size + " bytes for "
                        + new Shape(dims) + ", but has " + data.remaining());
            }
            float[] values = new float[data.remaining() / Float.BYTES];
            data.asFloatBuffer().get(values);
            if (tensors.put(name, Tensor.of(values, dims)) != null) {
                throw new InvalidAdapterException("The adapter file has two tensors \"" + name + "\"");
            }
        }
        return tensors;
    }
}
