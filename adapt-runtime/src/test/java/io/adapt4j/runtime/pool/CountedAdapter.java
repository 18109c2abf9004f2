package io.adapt4j.runtime.pool;

import io.adapt4j.AdaptedModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.ContentHash;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** A bound adapter that is a reference count and nothing else, and counts what goes wrong with it. */
public final class CountedAdapter implements BoundAdapter {
    private static final ContentHash HASH = ContentHash.of("counted".getBytes(StandardCharsets.UTF_8));

    private final long bytes;
    private final AtomicInteger references = new AtomicInteger(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    public CountedAdapter(long bytes) {
        this.bytes = bytes;
    }

    /** The adapter, as a pool keeps it. */
    public Resident resident() {
        return new Resident(null, this, null);
    }

    /** The adapter, of a model that merges it as a test says. */
    public Resident resident(LongSupplier merging) {
        Object model = Proxy.newProxyInstance(
                CountedAdapter.class.getClassLoader(),
                new Class<?>[] {AdaptedModel.class},
                (self, method, arguments) -> method.getName().equals("merge") ? merging.getAsLong() : null);
        return new Resident((AdaptedModel) model, this, null);
    }

    /** What a request does with an adapter that it has retained. */
    public void use() {
        if (references.get() <= 0) {
            throw new IllegalStateException("Used after it was freed");
        }
    }

    public int references() {
        return references.get();
    }

    @Override
    public ContentHash adapter() {
        return HASH;
    }

    @Override
    public boolean tryRetain() {
        int count = references.get();
        while (count > 0 && !references.compareAndSet(count, count + 1)) {
            count = references.get();
        }
        return count > 0;
    }

    @Override
    public void release() {
        if (references.decrementAndGet() < 0) {
            throw new IllegalStateException("Released more often than retained");
        }
    }

    @Override
    public long residentBytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release();
        }
    }
}
