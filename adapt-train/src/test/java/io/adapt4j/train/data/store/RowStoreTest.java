package io.adapt4j.train.data.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.adapt4j.error.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowStoreTest {
    @TempDir
    private Path folder;

    private static List<byte[]> rows() {
        SplittableRandom random = new SplittableRandom(3);
        List<byte[]> rows = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            byte[] row = new byte[i == 7 ? 400_000 : random.nextInt(500)];
            random.nextBytes(row);
            rows.add(row);
        }
        return rows;
    }

    private static RowStore store(List<byte[]> rows, SampleStorage storage) {
        try (RowWriter writer = new RowWriter(storage)) {
            rows.forEach(writer::append);
            return writer.finish();
        }
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void get_anyOrder_givesTheSameRowsFromHeapAndDisk() throws IOException {
        List<byte[]> rows = rows();
        for (long heap : new long[] {0, 100_000, Long.MAX_VALUE}) {
            try (RowStore store = store(rows, new SampleStorage(heap, folder))) {
                assertThat(store.onDisk()).isEqualTo(heap < 1 << 20);
                assertThat(store.size()).isEqualTo(rows.size());
                for (int row = rows.size() - 1; row >= 0; row--) {
                    assertThat(store.get(row)).isEqualTo(ByteBuffer.wrap(rows.get(row)));
                }
            }
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void append_diskBecomesFull_failsTypedAndLeavesNoFile() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(
                Configuration.unix().toBuilder().setMaxSize(600_000).build())) {
            Path here = Files.createDirectories(disk.getPath("/spool"));

            assertThatThrownBy(() -> store(rows(), new SampleStorage(0, here)))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("/spool")
                    .hasMessageContaining("out of disk space");
            try (var files = Files.list(here)) {
                assertThat(files).isEmpty();
            }
        }
    }

    @Test
    void append_noSuchFolder_saysWhatToDo() {
        assertThatThrownBy(() -> store(rows(), new SampleStorage(0, folder.resolve("none"))))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("none")
                .hasMessageContaining("give another folder");
    }
}
