package io.adapt4j.format;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A safetensors file, read once: what is hashed, what is checked and what the tensors are made of are the same bytes, whatever
 * becomes of the file meanwhile. Tensors of FLOAT32 are those bytes and are not copied again.
 *
 * <p>A small file is read to the heap: a host that loads adapters all day drops each file once it is bound, and native memory
 * would only be freed by a collection that nothing on the heap gives cause for. A large one is read to native memory.
 *
 * @param parts the bytes of each of the header's entries
 */
record SafetensorsFile(String file, SafetensorsHeader header, List<ByteBuffer> parts) {
    /** The bytes of tensors up to which a file is small. */
    private static final long SMALL = 32L << 20;

    /**
     * Reads a file.
     *
     * @throws InvalidAdapterException when it is truncated or its header malformed
     * @throws UnsupportedFeatureException when a tensor has another element type, or more than 2 GiB in the file or as FLOAT32
     */
    static SafetensorsFile read(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            return read(PositionedBytes.of(channel), file.toString());
        } catch (IOException e) {
            throw new InvalidAdapterException("Cannot read " + file.toAbsolutePath() + ": " + e, e);
        }
    }

    /** The same from the bytes of a file. */
    static SafetensorsFile of(byte[] bytes, String file) {
        try {
            return read(PositionedBytes.of(bytes), file);
        } catch (IOException e) {
            throw new InvalidAdapterException("Cannot read " + file + ": " + e, e);
        }
    }

    private static SafetensorsFile read(PositionedBytes source, String file) throws IOException {
        SafetensorsHeader header = SafetensorsHeader.read(source, file);
        try {
            return new SafetensorsFile(file, header, parts(source, header, file));
        } catch (OutOfMemoryError e) {
            throw noMemory(file, e);
        }
    }

    private static InvalidAdapterException noMemory(String file, OutOfMemoryError e) {
        return new InvalidAdapterException(
                "There is no memory for the tensors of " + file + "; raise -XX:MaxDirectMemorySize or -Xmx: "
                        + e.getMessage(),
                e);
    }

    private static List<ByteBuffer> parts(PositionedBytes source, SafetensorsHeader header, String file)
            throws IOException {
        List<ByteBuffer> parts = new ArrayList<>();
        boolean small = header.dataLength() <= SMALL;
        for (SafetensorsHeader.Entry entry : header.entries()) {
            long bytes = Math.max(entry.length(), Float.BYTES * entry.elements());
            if (bytes > Integer.MAX_VALUE - 8L) {
                throw new UnsupportedFeatureException("The tensor \"" + entry.name() + "\" in " + file + " takes "
                        + bytes + " bytes; an adapter's tensors have at most 2 GiB each");
            }
            int length = (int) entry.length();
            ByteBuffer part = small ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
            FileCopy.fill(part, source, file, header.dataStart() + entry.start());
            parts.add(part);
        }
        return parts;
    }

    /** The hash of the file. */
    ContentHash hash() {
        Hasher hasher = Hashing.sha256().newHasher().putBytes(header.bytes());
        parts.forEach(part -> hasher.putBytes(part.duplicate()));
        return ContentHash.of(hasher);
    }

    /**
     * The tensors as FLOAT32: F16, BF16 and F64 are converted.
     *
     * @throws InvalidAdapterException when a value is not finite, or there is no memory for what is converted
     */
    SortedMap<String, Tensor> tensors() {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        for (int i = 0; i < parts.size(); i++) {
            SafetensorsHeader.Entry entry = header.entries().get(i);
            ByteBuffer data = parts.get(i).duplicate().order(ByteOrder.LITTLE_ENDIAN);
            try {
                tensors.put(entry.name(), tensor(entry, data));
            } catch (OutOfMemoryError e) {
                throw noMemory(file, e);
            }
        }
        return tensors;
    }

    private Tensor tensor(SafetensorsHeader.Entry entry, ByteBuffer data) {
        boolean ready = entry.type() == SafetensorsHeader.Type.F32
                && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                && data.alignmentOffset(0, Float.BYTES) == 0;
        int count = Math.toIntExact(entry.elements());
        ByteBuffer floats = ready ? data : Tensor.allocate(DataType.FLOAT32, count);
        for (int i = 0; i < count; i++) {
            float value =
                    switch (entry.type()) {
                        case F32 -> data.getFloat(i * 4);
                        case F64 -> (float) data.getDouble(i * 8);
                        case BF16 -> Float.intBitsToFloat(data.getShort(i * 2) << 16);
                        case F16 -> Safetensors.halfToFloat(data.getShort(i * 2));
                    };
            if (!Float.isFinite(value)) {
                throw new InvalidAdapterException("The tensor \"" + entry.name() + "\" in " + file + " holds " + value
                        + " at " + i + "; an adapter's weights must be finite");
            }
            if (!ready) {
                floats.putFloat(i * Float.BYTES, value);
            }
        }
        return Tensor.of(DataType.FLOAT32, new Shape(entry.shape()), floats);
    }
}
