package io.adapt4j.runtime.registry.file;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.adapt4j.ContentHash;
import io.adapt4j.registry.RegistryStore;
import io.adapt4j.testing.registry.SharedStoreUnderTest;
import io.adapt4j.testing.registry.StoreOpener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A registry in a temporary directory. */
final class FilesUnderTest implements SharedStoreUnderTest {
    private final Path folder;

    FilesUnderTest() {
        try {
            folder = Files.createTempDirectory("registry");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens it in any process. */
    static final class Opener implements StoreOpener {
        @Override
        public RegistryStore open(String place) {
            return FileStore.open(Path.of(place));
        }
    }

    @Override
    public Class<? extends StoreOpener> opener() {
        return Opener.class;
    }

    @Override
    public String place() {
        return folder.resolve("registry").toString();
    }

    @Override
    public RegistryStore open() {
        return new Opener().open(place());
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
