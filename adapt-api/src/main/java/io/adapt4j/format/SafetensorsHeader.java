package io.adapt4j.format;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The header of a safetensors file, checked against the file: tensors must fill the rest of the file without gap or
 * overlap, each with exactly the bytes that its shape takes. Nothing is allocated on the header's word before that.
 *
 * @param bytes the header as it is in the file, with its length in front
 * @param entries the tensors, in the order of their bytes
 */
@SuppressWarnings("ArrayRecordComponent")
record SafetensorsHeader(byte[] bytes, List<Entry> entries) {
    /** The bound that the reference implementation sets. */
    private static final long LONGEST = 100_000_000;

    /** Element types of an adapter's weights. */
    enum Type {
        F64(8),
        F32(4),
        F16(2),
        BF16(2);

        private final int width;

        Type(int width) {
            this.width = width;
        }
    }

    /** One tensor; start and end are offsets from {@code dataStart}. */
    @SuppressWarnings("ArrayRecordComponent")
    record Entry(String name, Type type, long[] shape, long start, long end) {

        long length() {
            return end - start;
        }

        long elements() {
            return length() / type.width;
        }
    }

    /** Where the tensors' bytes start in the file. */
    long dataStart() {
        return bytes.length;
    }

    /** The bytes of all tensors. */
    long dataLength() {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end;
    }

    static SafetensorsHeader read(PositionedBytes source, String file) throws IOException {
        long size = source.size();
        if (size < Long.BYTES) {
            throw invalid(file, "has " + size + " bytes, too few for the length of a header");
        }
        long length = read(source, 0, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > LONGEST || length > size - Long.BYTES) {
            throw invalid(
                    file,
                    "says that its header has " + length + " bytes; expected 2 to "
                            + Math.min(LONGEST, size - Long.BYTES));
        }
        byte[] json = read(source, Long.BYTES, (int) length).array();
        List<Entry> entries = parse(json, file);
        entries.sort(Comparator.comparingLong(Entry::start).thenComparingLong(Entry::end));
        long expected = 0;
        for (Entry entry : entries) {
            if (entry.start != expected) {
                throw invalid(
                        file,
                        "has the tensor \"" + entry.name + "\" at offset " + entry.start + "; the bytes before end at "
                                + expected + ", so that it overlaps or leaves a gap");
            }
            expected = entry.end;
        }
        long available = size - Long.BYTES - length;
        if (expected != available) {
            throw invalid(file, "describes " + expected + " bytes of tensors, but holds " + available);
        }
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + json.length).order(ByteOrder.LITTLE_ENDIAN);
        return new SafetensorsHeader(bytes.putLong(length).put(json).array(), entries);
    }

    private static ByteBuffer read(PositionedBytes source, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && source.read(buffer, position + buffer.position()) >= 0) {
            // until it is full or the file ends
        }
        if (buffer.hasRemaining()) {
            throw new InvalidAdapterException("The file ended after " + (position + buffer.position()) + " bytes");
        }
        return buffer.flip();
    }

    private static List<Entry> parse(byte[] json, String file) {
        List<Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        try (JsonReader reader = Json.reader(file, json)) {
            reader.beginObject();
            while (reader.hasNext()) {
                String name = reader.nextName();
                if (!names.add(name)) {
                    throw invalid(file, "describes \"" + name + "\" twice");
                }
                if (name.equals("__metadata__")) {
                    reader.skipValue();
                } else {
                    entries.add(entry(reader, name, file));
                }
            }
            reader.endObject();
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw invalid(file, "has something after the object in its header");
            }
            return entries;
        } catch (JsonParseException | MalformedJsonException | IllegalStateException | NumberFormatException e) {
            throw new InvalidAdapterException(file + " has a malformed header: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new InvalidAdapterException(file + " has a header that ends in the middle", e);
        }
    }

    private static Entry entry(JsonReader reader, String name, String file) throws IOException {
        String dtype = "";
        long[] shape = {-1};
        long[] offsets = {};
        reader.beginObject();
        while (reader.hasNext()) {
            switch (reader.nextName()) {
                case "dtype" -> dtype = reader.nextString();
                case "shape" -> shape = longs(reader);
                case "data_offsets" -> offsets = longs(reader);
                default -> reader.skipValue();
            }
        }
        reader.endObject();
        Type type = type(dtype, name, file);
        if (offsets.length != 2 || offsets[0] < 0 || offsets[1] < offsets[0]) {
            throw invalid(file, "has the data_offsets " + Arrays.toString(offsets) + " for \"" + name + "\"");
        }
        long bytes = type.width;
        try {
            for (long dim : shape) {
                if (dim < 0) {
                    throw invalid(file, "has the shape " + Arrays.toString(shape) + " for \"" + name + "\"");
                }
                bytes = Math.multiplyExact(bytes, dim);
            }
        } catch (ArithmeticException e) {
            throw new InvalidAdapterException(
                    file + " has the shape " + Arrays.toString(shape) + " for \"" + name + "\", which overflows", e);
        }
        if (bytes != offsets[1] - offsets[0]) {
            throw invalid(
                    file,
                    "gives \"" + name + "\" " + (offsets[1] - offsets[0]) + " bytes, but its shape "
                            + Arrays.toString(shape) + " of " + dtype + " takes " + bytes);
        }
        return new Entry(name, type, shape, offsets[0], offsets[1]);
    }

    private static long[] longs(JsonReader reader) throws IOException {
        List<Long> values = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
            values.add(reader.nextLong());
        }
        reader.endArray();
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private static Type type(String dtype, String name, String file) {
        for (Type type : Type.values()) {
            if (type.name().equals(dtype)) {
                return type;
            }
        }
        throw new UnsupportedFeatureException("The tensor \"" + name + "\" in " + file + " has the dtype \"" + dtype
                + "\"; an adapter's weights are " + Arrays.toString(Type.values()));
    }

    private static InvalidAdapterException invalid(String file, String what) {
        return new InvalidAdapterException(file + " " + what);
    }
}
