package io.adapt4j.format;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads and writes files in the safetensors format: the length of a JSON header as a 64-bit little-endian number, the
 * header, and the tensors' bytes.
 *
 * <p>DJL has a codec of its own behind {@code NDList}, but it needs an engine with its native library to hold the
 * arrays, which this module does without; and it trusts the header.
 */
public final class Safetensors {
    private static final Gson COMPACT = new GsonBuilder().disableHtmlEscaping().create();

    private Safetensors() {}

    /**
     * Reads all tensors of a file, as FLOAT32: F16, BF16 and F64 are converted.
     *
     * @throws InvalidAdapterException when the file is truncated or malformed, its header does not describe its bytes,
     *     or a value is not finite
     * @throws UnsupportedFeatureException when a tensor has another element type
     */
    public static SortedMap<String, Tensor> read(Path file) {
        return SafetensorsFile.read(file).tensors();
    }

    /** IEEE 754 binary16 to binary32. */
    static float halfToFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >>> 10) & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int bits = exponent == 0x1f ? 0x7f800000 | (fraction << 13) : ((exponent + 112) << 23) | (fraction << 13);
        return Float.intBitsToFloat(sign | bits);
    }

    /** Writes FLOAT32 tensors, by name. Equal tensors give equal bytes. */
    public static void write(Map<String, Tensor> tensors, OutputStream out) throws IOException {
        SortedMap<String, Tensor> sorted = new TreeMap<>(tensors);
        JsonObject header = new JsonObject();
        JsonObject metadata = new JsonObject();
        metadata.addProperty("format", "pt");
        header.add("__metadata__", metadata);
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : sorted.entrySet()) {
            JsonObject description = new JsonObject();
            description.addProperty("dtype", "F32");
            JsonArray shape = new JsonArray();
            for (long dim : entry.getValue().shape().getShape()) {
                shape.add(dim);
            }
            description.add("shape", shape);
            JsonArray offsets = new JsonArray();
            offsets.add(offset);
            offset += entry.getValue().byteSize();
            offsets.add(offset);
            description.add("data_offsets", offsets);
            header.add(entry.getKey(), description);
        }
        StringBuilder json = new StringBuilder(COMPACT.toJson(header));
        int length = json.toString().getBytes(StandardCharsets.UTF_8).length;
        json.append(" ".repeat((8 - length % 8) % 8));
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        WritableByteChannel channel = Channels.newChannel(out);
        ByteBuffer size = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        channel.write(size.putLong(bytes.length).flip());
        channel.write(ByteBuffer.wrap(bytes));
        for (Tensor tensor : sorted.values()) {
            ByteBuffer data = ByteBuffer.allocate(tensor.byteSize()).order(ByteOrder.LITTLE_ENDIAN);
            data.asFloatBuffer().put(tensor.floats());
            channel.write(data);
        }
    }
}
