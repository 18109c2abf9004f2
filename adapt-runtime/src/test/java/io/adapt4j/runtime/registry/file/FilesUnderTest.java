package io.adapt4j.runtime.registry.file;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.adapt4j.ContentHash;
import io.adapt4j.registry.RegistryStore;
import io.adapt4j.testing.registry.StoreUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A registry in a temporary directory. */
final class FilesUnderTest implements StoreUnderTest {
    private final Path folder;

    FilesUnderTest() {
        try {
            folder = Files.createTempDirectory("registry");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public RegistryStore open() {
        return FileStore.open(folder.resolve("registry"));
    }

    private Path object(ContentHash object) {
        return folder.resolve("registry/objects").resolve(object.hex());
    }

    @Override
    public void overwrite(ContentHash object, byte[] content) {
        try {
            Files.write(object(object), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void lose(ContentHash object) {
        try {
            Files.delete(object(object));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
