package io.adapt4j.runtime.drift;

/**
 * How a monitor is doing.
 *
 * @param observed answers taken in so far
 * @param dropped answers and outcomes left out because the worker could not keep up
 * @param refused answers left out because they cannot be compared, such as those with an embedding that is not finite
 * @param others answers of other adapter versions under the same name
 * @param windows windows judged so far
 * @param alarms alarms so far
 * @param maxBytes the most bytes that the monitor takes on the heap, 0 before the first answer
 */
public record MonitorStatus(
        long observed, long dropped, long refused, long others, long windows, long alarms, long maxBytes) {}
