package io.adapt4j;

/**
 * An adapter checked against one base model and made ready to run on it. It owns the native memory that this takes.
 *
 * <p>It is reference counted, so that it can be replaced while requests use it: it starts with one reference, held by
 * whoever bound it; {@link #tryRetain} adds one unless the count had reached zero; {@link #close} drops the first
 * reference, once however often it is called; {@link #release} drops a retained one. The memory is freed when the
 * last reference goes.
 */
public interface BoundAdapter extends AutoCloseable {

    /** The hash of the adapter. */
    ContentHash adapter();

    /** Adds a reference, unless the memory has been freed or is being freed. */
    boolean tryRetain();

    /** Drops a reference added by {@link #tryRetain}. */
    void release();

    /** The bytes of native memory that it holds. */
    long residentBytes();

    @Override
    void close();
}
