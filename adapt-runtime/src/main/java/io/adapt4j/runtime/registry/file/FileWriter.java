package io.adapt4j.runtime.registry.file;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.adapt4j.ContentHash;
import io.adapt4j.error.StorageException;
import io.adapt4j.format.DurableFiles;
import io.adapt4j.registry.StoreWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One write. A file is written in a folder of the writer's own, forced to the disk and renamed to its place, in the way that a disk that is
 * full or a process that dies leaves the old file or the new one. Before anything is changed in another directory, the names in the last one
 * are forced to the disk, so that after a loss of power there is nothing without what it was built on.
 */
final class FileWriter implements StoreWriter, AutoCloseable {
    private static final Pattern OBJECT = Pattern.compile("[0-9a-f]{64}");

    private final FileStore store;
    private final Layout layout;
    private final Path own;
    private int files;
    private @Nullable Path touched;

    FileWriter(FileStore store, Layout layout) throws IOException {
        this.store = store;
        this.layout = layout;
        this.own = layout.writing().resolve(UUID.randomUUID().toString());
        Files.createDirectories(own);
    }

    @Override
    public Optional<byte[]> object(ContentHash hash) {
        return store.object(hash);
    }

    @Override
    public Optional<byte[]> record(String key) {
        return store.record(key);
    }

    @Override
    public SortedMap<String, byte[]> records(String prefix) {
        return store.records(prefix);
    }

    @Override
    public ContentHash putObject(byte[] content) {
        ContentHash hash = ContentHash.of(content);
        touch(layout.objects());
        if (!object(hash).filter(there -> Arrays.equals(there, content)).isPresent()) {
            replace(layout.object(hash), content);
        }
        return hash;
    }

    @Override
    public void put(String key, byte[] content) {
        Path file = layout.record(key);
        Path folder = folder(file);
        makeFolder(folder);
        touch(folder);
        replace(file, content);
    }

    @Override
    public void delete(String key) {
        Path file = layout.record(key);
        touch(folder(file));
        delete(file);
    }

    @Override
    public List<ContentHash> objects() {
        return FileStore.entries(layout.objects()).stream()
                .map(file -> String.valueOf(file.getFileName()))
                .filter(name ->
                        OBJECT.matcher(name).matches()) // and not what the file system or somebody else left there
                .map(ContentHash::new)
                .toList();
    }

    @Override
    public long deleteObject(ContentHash hash) {
        Path file = layout.object(hash);
        touch(layout.objects());
        try {
            long size = Files.exists(file) ? Files.size(file) : 0;
            delete(file);
            return size;
        } catch (IOException e) {
            throw new StorageException("Cannot read " + file + ": " + e, e);
        }
    }

    private static Path folder(Path file) {
        Path folder = file.getParent();
        return folder == null ? file : folder;
    }

    private void makeFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            Path outer = folder(folder);
            makeFolder(outer);
            touch(outer);
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new StorageException("Cannot make the folder " + folder + ": " + e, e);
            }
        }
    }

    private void replace(Path file, byte[] content) {
        Path fresh = own.resolve(Integer.toString(files++));
        try {
            DurableFiles.write(fresh, content);
            DurableFiles.move(fresh, file);
        } catch (IOException e) {
            throw new StorageException("Cannot write " + file + ": " + e + "; what was there before is still there", e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StorageException("Cannot delete " + file + ": " + e, e);
        }
    }

    private void touch(Path folder) {
        if (!folder.equals(touched)) {
            settle();
            touched = folder;
        }
    }

    private void settle() {
        if (touched != null) {
            DurableFiles.forceNames(touched);
        }
    }

    /** Forces the last names to the disk and deletes what was not finished. */
    @Override
    public void close() throws IOException {
        settle();
        MoreFiles.deleteRecursively(own, RecursiveDeleteOption.ALLOW_INSECURE);
    }
}
