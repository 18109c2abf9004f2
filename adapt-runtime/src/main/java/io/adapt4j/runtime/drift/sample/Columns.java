package io.adapt4j.runtime.drift.sample;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Columns of numbers in a JSON document: their little-endian bytes in Base64, so that nothing is lost. */
final class Columns {
    private Columns() {}

    static String longs(long[] values) {
        ByteBuffer bytes = buffer(values.length * Long.BYTES);
        bytes.asLongBuffer().put(values);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    static String doubles(double[] values) {
        ByteBuffer bytes = buffer(values.length * Double.BYTES);
        bytes.asDoubleBuffer().put(values);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    static String floats(float[][] rows) {
        int width = rows.length == 0 ? 0 : rows[0].length;
        ByteBuffer bytes = buffer(rows.length * width * Float.BYTES);
        for (float[] row : rows) {
            for (float x : row) {
                bytes.putFloat(x);
            }
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    static long[] longs(JsonObject json, String field, String document) {
        ByteBuffer bytes = read(json, field, Long.BYTES, document);
        long[] values = new long[bytes.remaining() / Long.BYTES];
        bytes.asLongBuffer().get(values);
        return values;
    }

    static double[] doubles(JsonObject json, String field, int count, String document) {
        ByteBuffer bytes = read(json, field, Double.BYTES, document);
        double[] values = new double[bytes.remaining() / Double.BYTES];
        if (values.length != count) {
            throw new InvalidAdapterException("The column \"" + field + "\" of " + document + " should have " + count
                    + " numbers, one for each row, but has " + values.length);
        }
        bytes.asDoubleBuffer().get(values);
        return values;
    }

    /** Rows of equal width, finite. */
    static float[][] floats(JsonObject json, String field, int rows, String document) {
        ByteBuffer bytes = read(json, field, Float.BYTES, document);
        int numbers = bytes.remaining() / Float.BYTES;
        if (rows == 0 ? numbers != 0 : numbers % rows != 0 || numbers == 0) {
            throw new InvalidAdapterException("The column \"" + field + "\" of " + document + " should have " + rows
                    + " vectors of one size, but has " + numbers + " numbers");
        }
        float[][] values = new float[rows][rows == 0 ? 0 : numbers / rows];
        for (float[] row : values) {
            for (int i = 0; i < row.length; i++) {
                row[i] = bytes.getFloat();
                if (!Float.isFinite(row[i])) {
                    throw new InvalidAdapterException(
                            "The column \"" + field + "\" of " + document + " has the number " + row[i]);
                }
            }
        }
        return values;
    }

    private static ByteBuffer read(JsonObject json, String field, int size, String document) {
        try {
            byte[] bytes = Base64.getDecoder().decode(Json.string(json, field, document));
            if (bytes.length % size != 0) {
                throw Json.wrong(document, field, "numbers of " + size + " bytes", json.get(field));
            }
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IllegalArgumentException e) {
            throw Json.wrong(document, field, "numbers in Base64", json.get(field));
        }
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
