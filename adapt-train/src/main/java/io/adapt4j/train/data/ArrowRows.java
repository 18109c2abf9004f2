package io.adapt4j.train.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageChannelReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;

/** The rows of an Arrow stream, a record batch in memory at a time. */
final class ArrowRows implements RowReader {
    private final BufferAllocator allocator;
    private final ArrowStreamReader reader;
    private VectorSchemaRoot batch;
    private List<String> columns;
    private int row;
    private int rows;
    private long number;

    /** @param bytes the size of the file, which bounds what a damaged one can make Arrow allocate */
    ArrowRows(InputStream in, long bytes) throws IOException {
        allocator = new RootAllocator(4 * bytes + (1 << 20));
        reader = new ArrowStreamReader(
                new MessageChannelReader(new Buffers(Channels.newChannel(in), bytes), allocator), allocator);
        try {
            batch = reader.getVectorSchemaRoot();
            columns = batch.getSchema().getFields().stream().map(Field::getName).toList();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public @Nullable Row next() throws IOException {
        while (row == rows) {
            if (!reader.loadNextBatch()) {
                return null;
            }
            batch = reader.getVectorSchemaRoot();
            row = 0;
            rows = batch.getRowCount();
        }
        int at = row++;
        number++;
        return new Cells(columns, column -> value(batch.getVector(column), at));
    }

    private @Nullable Object value(FieldVector vector, int at) {
        var encoding = vector.getField().getDictionary();
        if (encoding == null || vector.isNull(at)) {
            return plain(vector.getObject(at));
        }
        var dictionary = reader.lookup(encoding.getId());
        int index = ((Number) vector.getObject(at)).intValue();
        return plain(dictionary.getVector().getObject(index));
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream().<@Nullable Object>map(ArrowRows::plain).toList();
        }
        return value instanceof Text text ? text.toString() : value;
    }

    @Override
    public String place() {
        return "row " + number;
    }

    @Override
    public void close() throws IOException {
        try (allocator) {
            reader.close();
        }
    }

    /** Reads into Arrow's memory by copying: its own way needs the JVM to be started with {@code --add-opens}. */
    private static final class Buffers extends ReadChannel {
        private static final int CONTINUES = -1;

        private final ReadableByteChannel in;
        private final long bytes;
        private final ByteBuffer chunk = ByteBuffer.allocate(1 << 16);

        Buffers(ReadableByteChannel in, long bytes) {
            super(in);
            this.in = in;
            this.bytes = bytes;
        }

        /** Four bytes at once are the length of a message, of which so much is allocated next. */
        @Override
        public int readFully(ByteBuffer buffer) throws IOException {
            int at = buffer.position();
            int read = super.readFully(buffer);
            if (read == Integer.BYTES && buffer.position() - at == read) {
                int length = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(at);
                if (length < CONTINUES || length > bytes) {
                    throw new IOException("it is not an Arrow file, or damaged: a message of " + length + " bytes");
                }
            }
            return read;
        }

        @Override
        public long readFully(ArrowBuf buffer, long length) throws IOException {
            long at = 0;
            while (at < length) {
                chunk.clear().limit((int) Math.min(chunk.capacity(), length - at));
                int read = in.read(chunk);
                if (read < 0) {
                    break;
                }
                buffer.setBytes(at, chunk.array(), 0, read);
                at += read;
            }
            buffer.writerIndex(at);
            return at;
        }
    }
}
