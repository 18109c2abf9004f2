package io.adapt4j.registry;

import java.util.function.Function;

/**
 * Where a {@link Registry} keeps its content: on a disk, in a database. It holds two kinds of things and knows the meaning of
 * neither:
 *
 * <ul>
 *   <li><b>objects</b>, immutable bytes that are found by their hash, such as an adapter's weights;
 *   <li><b>records</b>, small documents that are found by a key and can be replaced, such as an alias. A key is one or more
 *       parts with a slash between them; a part is of lower-case letters, digits, dots, hyphens and underscores, begins with a
 *       letter or digit and has at most 128 characters. No key goes on where another one ends: where there is {@code a/b}, there
 *       is no {@code a/b/c}.
 * </ul>
 *
 * <p>Everything is read without waiting for anybody, and what is read is whole: an object or a record is what one
 * {@link StoreWriter#put} or {@link StoreWriter#putObject} gave, never a mixture. Everything is changed in {@link #write}, by one writer at
 * a time. A store is safe for many threads, and for many processes.
 *
 * <p>Every method throws {@link io.adapt4j.error.StorageException} when the disk or the database does not take or give what it
 * should: it is full, broken or cannot be reached. Such an error says nothing about the content, and the call can be repeated.
 */
public interface RegistryStore extends StoreReader, AutoCloseable {
    /**
     * Changes the store while nobody else does, in no process; waits for its turn. When this returns, all changes are durable: no
     * crash and no loss of power takes them back.
     *
     * <p>When the change throws, or the process dies in the middle, the store has the changes up to some point in the order in
     * which they were made, or none; each of them is there as a whole or not at all. A store with transactions has none. So whoever
     * makes several changes makes the one that the others belong to last.
     *
     * @param change is called once and may be called again from the start where the store has to; makes no other change
     * @return what the change returned
     */
    <T> T write(Function<StoreWriter, T> change);

    /** A name for messages, such as the directory or the database. */
    @Override
    String toString();

    @Override
    void close();
}
