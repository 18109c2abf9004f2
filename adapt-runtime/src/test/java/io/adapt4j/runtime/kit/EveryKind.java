package io.adapt4j.runtime.kit;

import io.adapt4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A small model with every kind of target. Its input is {@code x [batch, 24]}; each target computes an output of its own
 * {@code y.<name> [batch, 20]} from it: a plain product, one with a bias, one whose product is halved and whose bias is
 * doubled, one whose weight lies the other way round, one of a weight that is no parameter where the format allows it, and two
 * that share a weight. Every engine's form of it has the same weights.
 */
public final class EveryKind {
    public static final int IN = 24;
    public static final int OUT = 20;
    public static final List<String> MODULES =
            List.of("plain", "gemm", "turned", "behind", "constant", "tied.first", "tied.second");

    private EveryKind() {}

    /** The output that a target computes. */
    public static String output(String module) {
        return "y." + module.replace("tied.", "");
    }

    /** What a target's product is multiplied by. */
    public static double alpha(String module) {
        return module.equals("turned") ? 0.5 : 1;
    }

    /** Random inputs of so many rows. */
    public static Map<String, Tensor> inputs(int rows) {
        return Map.of("x", TestAdapters.tensor(new SplittableRandom(9), rows, IN));
    }
}
