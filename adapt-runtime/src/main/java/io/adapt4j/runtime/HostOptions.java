package io.adapt4j.runtime;

import io.adapt4j.runtime.batch.BatchOptions;
import io.adapt4j.runtime.observe.HostListener;

/**
 * The bounds within which a host works.
 *
 * @param residentBytes the most native bytes that adapters may take; those that are registered and not pinned are loaded when
 *     they are used and let go to stay within it. What is let go while requests use it, or is just being loaded, comes on top
 *     until they are done.
 * @param loaders the number of threads that load adapters
 * @param merging which adapters run on weights of their own
 * @param batching how single requests are gathered into batches
 * @param listener is told of every request
 */
public record HostOptions(
        long residentBytes, int loaders, MergePolicy merging, BatchOptions batching, HostListener listener) {

    public HostOptions {
        if (residentBytes < 1 || loaders < 1) {
            throw new IllegalArgumentException(
                    "residentBytes and loaders are at least 1, but were " + residentBytes + " and " + loaders);
        }
    }

    /** 1 GiB of adapters, two loaders. */
    public static HostOptions defaults() {
        return new HostOptions(1L << 30, 2, MergePolicy.manual(), BatchOptions.defaults(), HostListener.NONE);
    }

    public HostOptions withResidentBytes(long bytes) {
        return new HostOptions(bytes, loaders, merging, batching, listener);
    }

    public HostOptions withLoaders(int count) {
        return new HostOptions(residentBytes, count, merging, batching, listener);
    }

    public HostOptions withMerging(MergePolicy policy) {
        return new HostOptions(residentBytes, loaders, policy, batching, listener);
    }

    public HostOptions withBatching(BatchOptions options) {
        return new HostOptions(residentBytes, loaders, merging, options, listener);
    }

    public HostOptions withListener(HostListener newListener) {
        return new HostOptions(residentBytes, loaders, merging, batching, newListener);
    }
}
