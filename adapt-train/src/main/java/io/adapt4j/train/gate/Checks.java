package io.adapt4j.train.gate;

/** Checks of the numbers in criteria. */
final class Checks {
    private Checks() {}

    static void require(boolean holds, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", but was " + value);
        }
    }

    static void confidence(double confidence) {
        require(confidence >= 0 && confidence < 1, "confidence is in [0, 1)", confidence);
    }

    static void share(double share) {
        require(share >= 0 && share <= 1, "share is in [0, 1]", share);
    }

    static void tolerance(double tolerance) {
        require(tolerance >= 0, "tolerance is 0 or more", tolerance);
    }
}
