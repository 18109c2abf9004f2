package io.adapt4j.train.testing;

import io.adapt4j.Adapter;

/**
 * Assertions on adapters, in the way of AssertJ. Failures say what was measured, which labels were mixed up and which examples
 * were answered wrongly.
 *
 * <pre>{@code
 * assertThat(adapter).isSmallerThan(200_000).hasTargets("encoder.layer.0.attention.self.query");
 * assertThat(adapter).on(base).scores("accuracy", heldOut).atLeast(0.9).answers("win cash now").with("spam");
 * }</pre>
 */
public final class AdaptAssertions {
    private AdaptAssertions() {}

    /** Begins an assertion on an adapter. */
    public static AdapterAssert assertThat(Adapter actual) {
        return new AdapterAssert(actual);
    }
}
