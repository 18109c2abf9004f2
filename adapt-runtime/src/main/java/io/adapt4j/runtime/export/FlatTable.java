package io.adapt4j.runtime.export;

import com.google.flatbuffers.Table;
import io.adapt4j.error.InvalidAdapterException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A table of a flatbuffer, whose fields are numbered in the order of its schema. Offsets outside the buffer throw. */
final class FlatTable extends Table {

    private FlatTable(int position, ByteBuffer buffer) {
        __reset(position, buffer);
    }

    static FlatTable root(ByteBuffer buffer) {
        return new FlatTable(buffer.getInt(0), buffer);
    }

    private int offset(int field) {
        return __offset(4 + 2 * field);
    }

    private int required(int field) {
        int offset = offset(field);
        if (offset == 0) {
            throw new InvalidAdapterException("The field " + field + " of a table of the adapter file is missing");
        }
        return offset;
    }

    int integer(int field) {
        int offset = offset(field);
        return offset == 0 ? 0 : bb.getInt(bb_pos + offset);
    }

    String string(int field) {
        ByteBuffer bytes = bytes(field);
        return java.nio.charset.StandardCharsets.UTF_8.decode(bytes).toString();
    }

    ByteBuffer bytes(int field) {
        int offset = required(field);
        return bb.slice(__vector(offset), length(offset, 1)).order(ByteOrder.LITTLE_ENDIAN);
    }

    long[] longs(int field) {
        int offset = required(field);
        long[] values = new long[length(offset, Long.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = bb.getLong(__vector(offset) + i * Long.BYTES);
        }
        return values;
    }

    List<FlatTable> tables(int field) {
        int offset = required(field);
        int count = length(offset, Integer.BYTES);
        List<FlatTable> tables = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tables.add(new FlatTable(__indirect(__vector(offset) + i * Integer.BYTES), bb));
        }
        return tables;
    }

    /** The elements of a vector, which must lie inside the buffer. */
    private int length(int offset, int elementBytes) {
        int length = __vector_len(offset);
        long end = __vector(offset) + (long) length * elementBytes;
        if (length < 0 || end > bb.capacity()) {
            throw new InvalidAdapterException(
                    "A list of the adapter file should have " + length + " elements, but the file ends before");
        }
        return length;
    }
}
