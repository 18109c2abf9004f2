package io.adapt4j.runtime.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.pytorch.libtorch.GradientTape;
import io.adapt4j.runtime.pytorch.libtorch.ScriptModule;
import io.adapt4j.tensor.Tensor;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Whether a program gives the same with gradients recorded, in training, as without, in serving. PyTorch takes other kernels for
 * some operators then, and not all of them are right on all processors.
 */
final class RecordingCheck {
    private static final double TOLERANCE = 1e-3;

    private RecordingCheck() {}

    /**
     * Runs the program once more, recorded.
     *
     * @param outputs what it gave for the inputs
     * @throws UnsupportedFeatureException when it gives something else now
     */
    static void check(ScriptModule module, Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        try (GradientTape tape = new GradientTape(module)) {
            List<NDArray> recorded = tape.run(inputs, Map.of());
            Iterator<NDArray> others = recorded.iterator();
            outputs.forEach((name, output) -> {
                if (others.hasNext() && !same(output, others.next())) {
                    throw new UnsupportedFeatureException("PyTorch gives \"" + name
                            + "\" otherwise when it records gradients than when it does not, so that what serves were not"
                            + " what was trained. Its LSTM does that on processors with AVX-512; start the process with"
                            + " the environment variable ONEDNN_MAX_CPU_ISA=AVX2");
                }
            });
        }
    }

    private static boolean same(Tensor output, NDArray recorded) {
        if (output.dataType() != DataType.FLOAT32 || !output.shape().equals(recorded.getShape())) {
            return true;
        }
        float[] values = output.toFloatArray();
        float[] others = recorded.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            if (Math.abs(values[i] - others[i]) > TOLERANCE * Math.max(1, Math.abs(others[i]))) {
                return false;
            }
        }
        return true;
    }
}
