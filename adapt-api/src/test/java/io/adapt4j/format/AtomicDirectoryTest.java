package io.adapt4j.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicDirectoryTest {
    @TempDir
    private Path folder;

    /** Writes as a process does that has just begun, and has the number of one before it, as in a container. */
    private void writeFirst(Map<String, byte[]> files) throws Exception {
        URL[] classes = {location(AtomicDirectory.class), location(MoreFiles.class)};
        try (URLClassLoader process = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
            process.loadClass(AtomicDirectory.class.getName())
                    .getMethod("write", Path.class, Map.class)
                    .invoke(null, folder.resolve("a"), files);
        }
    }

    private static URL location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private Set<Path> entries() {
        try (var entries = Files.list(folder)) {
            return new HashSet<>(entries.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void write_processOfTheSameNumberDiedInItsFirst_succeeds() throws Exception {
        Set<Path> leftovers = new HashSet<>();
        writeFirst(new AbstractMap<>() {
            @Override
            public Set<Entry<String, byte[]>> entrySet() {
                leftovers.addAll(entries());
                return Set.of();
            }
        });
        assertThat(leftovers).hasSize(1);
        Files.createDirectory(leftovers.iterator().next());
        writeFirst(Map.of("f", new byte[] {7}));

        assertThat(folder.resolve("a/f")).hasBinaryContent(new byte[] {7});
        leftovers.add(folder.resolve("a"));
        assertThat(entries()).isEqualTo(leftovers);
    }
}
