package io.adapt4j.train.method;

import io.adapt4j.TargetModule;
import io.adapt4j.train.gradient.GraphOps;

/** The forward graph of a training around one target module, to which a method adds its nodes. */
public interface ModuleGraph {

    TargetModule module();

    /** What nodes are added with. */
    GraphOps ops();

    /** The value that the module reads, {@code x [..., in]}. */
    String x();

    /** As {@link #x}, with elements zeroed at random; the others are not scaled up. */
    String dropped(double probability);

    /** The value that holds the module's frozen weight, {@code [out, in]}. */
    String weight();

    /** The value that holds a trainable parameter of the module. */
    String parameter(String name);

    /** The value that holds a frozen tensor which all modules share. */
    String shared(String name);

    /** A value as it is, through which no gradient flows. */
    String detached(String value);

    /**
     * What becomes of the module: {@code y = ((x * inputGain) W) * outputGain + delta + bias * biasGain}. Values by name, empty
     * for none.
     */
    record Change(String delta, String inputGain, String outputGain, String biasGain) {

        /** A sum. */
        public static Change delta(String delta) {
            return new Change(delta, "", "", "");
        }
    }
}
