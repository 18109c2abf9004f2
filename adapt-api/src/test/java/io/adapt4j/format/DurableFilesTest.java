package io.adapt4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
    @Test
    void replace_fileThatIsThereOrNot_isAllThatIsThere(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("it");
        DurableFiles.replace(file, new byte[] {1, 2});
        DurableFiles.replace(file, new byte[] {3});

        assertThat(file).hasBinaryContent(new byte[] {3});
        assertThat(folder.toFile().list()).containsExactly("it");
    }

    @Test
    void replace_link_writesWhatItPointsAt(@TempDir Path folder) throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path file = Files.write(elsewhere.resolve("it"), new byte[] {1});
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        DurableFiles.replace(link, new byte[] {2});

        assertThat(link).isSymbolicLink();
        assertThat(file).hasBinaryContent(new byte[] {2});
        assertThat(elsewhere.toFile().list()).containsExactly("it");
    }

    @Test
    void replace_diskIsFull_leavesWhatWasThere() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(
                Configuration.unix().toBuilder().setMaxSize(1 << 14).build())) {
            Path file = disk.getPath("it");
            DurableFiles.replace(file, new byte[] {1});

            assertThatThrownBy(() -> DurableFiles.replace(file, new byte[1 << 14]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("disk space");
            assertThat(file).hasBinaryContent(new byte[] {1});
            assertThat(file.toAbsolutePath().getParent()).isDirectoryNotContaining(it -> !it.endsWith("it"));
        }
    }
}
