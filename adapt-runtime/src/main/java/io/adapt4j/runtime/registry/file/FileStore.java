package io.adapt4j.runtime.registry.file;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.adapt4j.ContentHash;
import io.adapt4j.error.StorageException;
import io.adapt4j.format.DurableFiles;
import io.adapt4j.format.ProcessLock;
import io.adapt4j.registry.RegistryStore;
import io.adapt4j.registry.StoreWriter;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A store in a directory; {@link Layout} says where things are, {@link FileWriter} how they are changed. */
final class FileStore implements RegistryStore {
    private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9._-]*");

    private final Layout layout;

    private FileStore(Layout layout) {
        this.layout = layout;
    }

    static FileStore open(Path directory) {
        Layout layout = new Layout(directory.toAbsolutePath().normalize());
        try {
            layout.create();
            return new FileStore(layout);
        } catch (IOException e) {
            throw new StorageException("Cannot open the registry " + layout.root() + ": " + e, e);
        }
    }

    @Override
    public Optional<byte[]> object(ContentHash hash) {
        return read(layout.object(hash));
    }

    @Override
    public Optional<byte[]> record(String key) {
        return read(layout.record(key));
    }

    private static Optional<byte[]> read(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (Files.isDirectory(file)) {
                return Optional.empty();
            }
            throw new StorageException("Cannot read " + file + ": " + e, e);
        }
    }

    @Override
    public SortedMap<String, byte[]> records(String prefix) {
        SortedMap<String, byte[]> found = new TreeMap<>();
        add(layout.record(prefix), prefix, found);
        return found;
    }

    private static void add(Path folder, String prefix, SortedMap<String, byte[]> found) {
        for (Path entry : entries(folder)) {
            String name = String.valueOf(entry.getFileName());
            if (!PART.matcher(name).matches()) {
                continue; // left by the file system or an editor
            }
            if (Files.isDirectory(entry)) {
                add(entry, prefix + name + "/", found);
            } else {
                readOrEmpty(entry).ifPresent(bytes -> found.put(prefix + name, bytes));
            }
        }
    }

    private static Optional<byte[]> readOrEmpty(Path file) {
        try {
            return read(file);
        } catch (StorageException e) {
            return Optional.of(new byte[0]);
        }
    }

    static List<Path> entries(Path folder) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException | DirectoryIteratorException e) {
            throw new StorageException("Cannot list " + folder + ": " + e, e);
        }
        return entries;
    }

    @Override
    public <T> T write(Function<StoreWriter, T> change) {
        try (ProcessLock lock = ProcessLock.take(layout.lock())) {
            recover();
            try (FileWriter writer = new FileWriter(this, layout)) {
                return change.apply(writer);
            }
        } catch (IOException e) {
            throw new StorageException("Cannot write to the registry " + layout.root() + ": " + e, e);
        }
    }

    /**
     * Ends what a writer that died has begun: what it renamed is seen already and may be built upon, so it is forced to the disk, and what
     * it did not finish is deleted.
     */
    private void recover() throws IOException {
        List<Path> left = entries(layout.writing());
        if (!left.isEmpty()) {
            DurableFiles.forceNames(layout.objects());
            try (var folders = Files.walk(layout.records())) {
                folders.filter(Files::isDirectory).forEach(DurableFiles::forceNames);
            }
            for (Path unfinished : left) {
                MoreFiles.deleteRecursively(unfinished, RecursiveDeleteOption.ALLOW_INSECURE);
            }
        }
    }

    @Override
    public String toString() {
        return layout.root().toString();
    }

    @Override
    public void close() {
        // nothing is open
    }
}
