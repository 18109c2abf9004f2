package io.adapt4j.runtime.onnx.edit;

import java.util.Comparator;

/** A place at a module where an adapted graph takes something of an adapter. */
public record Hook(String module, Kind kind) implements Comparable<Hook> {
    /** What is taken there. */
    public enum Kind {
        /** A low-rank sum and the bias. */
        DELTA,
        /** A factor for each element of the module's input. */
        INPUT_GAIN,
        /** A factor for each element of the module's product. */
        OUTPUT_GAIN
    }

    @Override
    public int compareTo(Hook other) {
        return Comparator.comparing(Hook::module).thenComparing(Hook::kind).compare(this, other);
    }
}
