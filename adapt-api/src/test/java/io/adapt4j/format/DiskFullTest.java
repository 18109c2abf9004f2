package io.adapt4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.adapt4j.Adapter;
import io.adapt4j.TestAdapters;
import io.adapt4j.error.AdaptException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Saving to a disk that is full, or becomes full at any file of an adapter. */
class DiskFullTest {
    private static final int BLOCK = 512;

    private static FileSystem disk(long bytes) {
        return Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setBlockSize(BLOCK)
                .setMaxSize(bytes)
                .build());
    }

    /** The bytes that an adapter takes on such a disk. */
    private static long size(Adapter adapter) throws IOException {
        try (FileSystem disk = disk(1 << 24)) {
            Path saved = disk.getPath("/adapter");
            adapter.save(saved);
            long size = 0;
            for (Path file : files(saved)) {
                size += (Files.size(file) + BLOCK - 1) / BLOCK * BLOCK;
            }
            return size;
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 0.9, 0.99})
    void save_diskBecomesFull_failsTypedAndThePreviousAdapterIsStillThere(double share) throws IOException {
        Adapter old = TestAdapters.classifier(1);
        Adapter next = TestAdapters.classifier(2);
        try (FileSystem disk = disk(size(old) + (long) (share * size(next)))) {
            Path saved = disk.getPath("/adapters/it");
            old.save(saved);

            assertThatThrownBy(() -> next.save(saved))
                    .isInstanceOf(AdaptException.class)
                    .hasMessageContaining("/adapters/it")
                    .hasMessageContaining("out of disk space")
                    .hasMessageContaining("still there");
            assertThat(Adapter.load(saved)).isEqualTo(old);
            assertThat(files(disk.getPath("/adapters"))).containsExactly(saved);
        }
    }

    @Test
    void save_roomIsMadeAgain_succeeds() throws IOException {
        Adapter old = TestAdapters.classifier(1);
        Adapter next = TestAdapters.classifier(2);
        try (FileSystem disk = disk(2 * size(old) + size(next))) {
            Path saved = disk.getPath("/adapters/it");
            Path ballast = Files.write(disk.getPath("/ballast"), new byte[(int) size(next)]);
            old.save(saved);
            Files.write(disk.getPath("/more"), new byte[(int) size(old) / 2]);
            assertThatThrownBy(() -> next.save(saved)).isInstanceOf(AdaptException.class);
            Files.delete(ballast);
            next.save(saved);

            assertThat(Adapter.load(saved)).isEqualTo(next);
        }
    }
}
