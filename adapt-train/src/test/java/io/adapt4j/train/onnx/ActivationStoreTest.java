package io.adapt4j.train.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.TrainingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivationStoreTest {
    @TempDir
    private Path folder;

    private static float[] read(ActivationStore store, int number, int size) {
        FloatBuffer buffer = FloatBuffer.allocate(size);
        store.read(number, buffer);
        return buffer.array();
    }

    @Test
    void read_ofWhatIsOnTheHeapAndInTheFile_givesWhatWasAdded() {
        try (ActivationStore store = new ActivationStore(12, () -> ActivationStore.temporaryFile(folder))) {
            int heap = store.add(new float[] {1, 2, 3});
            int first = store.add(new float[] {4, 5});
            int second = store.add(new float[] {6, 7, Float.NaN, -0f});

            assertThat(read(store, second, 4)).containsExactly(6, 7, Float.NaN, -0f);
            assertThat(read(store, first, 2)).containsExactly(4, 5);
            assertThat(read(store, heap, 3)).containsExactly(1, 2, 3);
            assertThat(store.fileBytes()).isEqualTo(6 * 4);
        }
    }

    @Test
    void close_deletesTheFile() throws IOException {
        ActivationStore store = new ActivationStore(0, () -> ActivationStore.temporaryFile(folder));
        store.add(new float[] {1});
        store.close();

        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void add_whereTheDiskIsFull_isATypedErrorThatSaysWhatToDo() {
        try (ActivationStore store = new ActivationStore(4, () -> new FullDisk(6))) {
            store.add(new float[] {1});

            assertThatThrownBy(() -> store.add(new float[] {1, 2}))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("No space left on device")
                    .hasMessageContaining("turn it off");
            assertThat(read(store, 0, 1)).containsExactly(1);
        }
    }

    /** A channel that takes so many bytes, a few at a time. */
    private static final class FullDisk implements SeekableByteChannel {
        private final int capacity;
        private long position;

        FullDisk(int capacity) {
            this.capacity = capacity;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int taken = (int) Math.min(Math.min(3, source.remaining()), capacity - position);
            if (taken == 0) {
                throw new IOException("No space left on device");
            }
            source.position(source.position() + taken);
            position += taken;
            return taken;
        }

        @Override
        public int read(ByteBuffer target) {
            return -1;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public SeekableByteChannel position(long newPosition) {
            position = newPosition;
            return this;
        }

        @Override
        public long size() {
            return position;
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            return this;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
