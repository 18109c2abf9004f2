package io.adapt4j.runtime.engine;

/**
 * What runs a base with one adapter merged into its weights. Counted, so that it can be taken away while requests use it.
 */
public abstract class MergedForm {
    private final long byteSize;
    private final References references = new References();

    /** @param byteSize the bytes of the weights that are not the base's */
    protected MergedForm(long byteSize) {
        this.byteSize = byteSize;
    }

    /** The bytes of the weights that are not the base's. */
    public final long byteSize() {
        return byteSize;
    }

    final boolean tryRetain() {
        return references.tryRetain();
    }

    /** Drops a reference; the last one frees the weights. */
    public final void release() {
        if (references.release()) {
            free();
        }
    }

    /** Frees what is its own; no call uses it any more. */
    protected abstract void free();
}
