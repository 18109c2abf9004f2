package io.adapt4j.train.data.store;

import java.nio.file.Path;

/**
 * How much of a tokenised data set is kept on the heap, and where the rest is. Decides nothing about what is learnt.
 *
 * @param heapBytes a data set of more bytes, tokens and targets at four bytes each, goes to a temporary file as a whole
 * @param folder the folder of temporary files. They are gone when the training ends, and on Unix also when it is killed, for they
 *     have no name while they are used.
 */
public record SampleStorage(long heapBytes, Path folder) {

    public SampleStorage {
        if (heapBytes < 0) {
            throw new IllegalArgumentException("heapBytes is not negative, but was " + heapBytes);
        }
    }

    /** A quarter of the largest heap that this JVM allows, and the system's folder for temporary files. */
    public static SampleStorage defaults() {
        return new SampleStorage(Runtime.getRuntime().maxMemory() / 4, Path.of(System.getProperty("java.io.tmpdir")));
    }

    public SampleStorage withHeapBytes(long newHeapBytes) {
        return new SampleStorage(newHeapBytes, folder);
    }

    public SampleStorage withFolder(Path newFolder) {
        return new SampleStorage(heapBytes, newFolder);
    }
}
