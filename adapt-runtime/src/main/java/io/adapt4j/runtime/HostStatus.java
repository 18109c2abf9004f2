package io.adapt4j.runtime;

/**
 * How a host is doing, for a health page.
 *
 * @param open false once the host has been closed
 * @param deployments the number of names
 * @param resident how many of them are in memory
 * @param residentBytes native bytes of the adapters in memory
 * @param maxResidentBytes the most that they may be
 * @param queued requests that wait for a batch
 * @param requests requests so far
 * @param failures requests so far that ended in an error
 * @param swaps adapters that replaced another under the same name so far
 * @param loads adapters loaded from their source so far, each time counted
 * @param evictions adapters let go so far to stay within the bound
 */
public record HostStatus(
        boolean open,
        int deployments,
        int resident,
        long residentBytes,
        long maxResidentBytes,
        int queued,
        long requests,
        long failures,
        long swaps,
        long loads,
        long evictions) {}
