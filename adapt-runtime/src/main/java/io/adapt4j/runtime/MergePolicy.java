package io.adapt4j.runtime;

/**
 * Which adapters a host runs on weights of their own, by their traffic. After every {@code window} requests the deployments that
 * had at least {@code share} of them are merged, the busiest first and no more than {@code most}; one that was merged stays so
 * until it has less than half of that share, so that traffic which goes up and down does not merge it again and again. One that cannot
 * be merged goes on as it is, leaves its place to the next, and is tried again once another adapter is deployed under its name. Where
 * nothing else is merged, adapters that were merged by {@link AdapterHost#merge} are left as they are.
 *
 * @param most the most adapters that are merged at one time; 0 to leave it to {@link AdapterHost#merge}
 * @param share in (0, 1]
 * @param window in requests
 */
public record MergePolicy(int most, double share, int window) {

    public MergePolicy {
        if (most < 0 || !(share > 0 && share <= 1) || window < 1) {
            throw new IllegalArgumentException("most is at least 0, share in (0, 1] and window at least 1, but were "
                    + most + ", " + share + " and " + window);
        }
    }

    /** No adapter is merged unless the application says so. */
    public static MergePolicy manual() {
        return new MergePolicy(0, 1, Integer.MAX_VALUE);
    }

    /** The busiest adapters, if they have a quarter of the last 10,000 requests. */
    public static MergePolicy busiest(int most) {
        return new MergePolicy(most, 0.25, 10_000);
    }
}
