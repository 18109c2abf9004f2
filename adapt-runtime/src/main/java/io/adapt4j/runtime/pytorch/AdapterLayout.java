package io.adapt4j.runtime.pytorch;

import ai.djl.Device;
import io.adapt4j.method.Factors;
import io.adapt4j.runtime.engine.MergedWeights;
import io.adapt4j.runtime.pytorch.libtorch.NamedFloats;
import io.adapt4j.runtime.pytorch.libtorch.TensorDictionary;
import io.adapt4j.runtime.pytorch.script.TorchProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How an edited program takes an adapter. For a target at the path {@code p}: {@code p:a [rank, in]}, {@code p:b [rank, out]}, the
 * gains {@code p:in}, {@code p:out} and {@code p:bias}; or, under the full path of a parameter, a tensor that takes its place.
 * What is not in the dictionary leaves the program as it is.
 */
final class AdapterLayout {
    private static final String A = ":a";
    private static final String B = ":b";
    private static final String INPUT_GAIN = ":in";
    private static final String OUTPUT_GAIN = ":out";
    private static final String BIAS_GAIN = ":bias";

    private final TorchProgram program;
    private final Map<String, AdaptedTarget> targets;

    /** @param targets by path */
    AdapterLayout(TorchProgram program, Map<String, AdaptedTarget> targets) {
        this.program = program;
        this.targets = targets;
    }

    /** What a row without an adapter has in place of a tensor: a sum of nothing, a gain of one. */
    static double neutral(String key) {
        return key.endsWith(A) || key.endsWith(B) ? 0 : 1;
    }

    /** An adapter's tensors, each passed in the way in which the program takes it. */
    TensorDictionary dictionary(Device device, Map<String, Factors> factors) {
        List<NamedFloats> tensors = new ArrayList<>();
        factors.forEach((path, own) -> {
            AdaptedTarget target = target(path);
            if (target.way() == AdaptedTarget.Way.WEIGHT) {
                addMerged(target, own, tensors);
            } else {
                addFactors(target, own, tensors);
            }
        });
        return TensorDictionary.of(device, tensors);
    }

    /** Whole weights, into which an adapter that {@link #dictionary} laid out is merged. */
    TensorDictionary merged(Device device, TensorDictionary adapter) {
        Map<String, Factors> factors = new TreeMap<>();
        List<NamedFloats> tensors = new ArrayList<>();
        targets.forEach((path, target) -> {
            if (target.way() == AdaptedTarget.Way.WEIGHT) {
                copy(target.weight(), adapter, tensors);
                target.bias().ifPresent(bias -> copy(bias, adapter, tensors));
            } else if (adapter.keys().stream().anyMatch(key -> key.startsWith(path + ":"))) {
                addMerged(target, factors(target, adapter), tensors);
            }
        });
        return TensorDictionary.of(device, tensors);
    }

    private AdaptedTarget target(String path) {
        return Objects.requireNonNull(targets.get(path), path);
    }

    private static void addFactors(AdaptedTarget target, Factors own, List<NamedFloats> tensors) {
        int in = target.module().inFeatures();
        int out = target.module().outFeatures();
        String path = target.path();
        if (own.rank() > 0) {
            tensors.add(new NamedFloats(path + A, own.a(), own.rank(), in));
            tensors.add(new NamedFloats(path + B, own.b(), own.rank(), out));
        }
        float[] inputGain = own.inputGain();
        if (inputGain != null) {
            tensors.add(new NamedFloats(path + INPUT_GAIN, inputGain, in));
        }
        float[] outputGain = own.outputGain();
        if (outputGain != null) {
            tensors.add(new NamedFloats(path + OUTPUT_GAIN, outputGain, out));
        }
        float[] biasGain = own.biasGain();
        if (biasGain != null && target.bias().isPresent()) {
            tensors.add(new NamedFloats(path + BIAS_GAIN, biasGain, out));
        }
    }

    private static Factors factors(AdaptedTarget target, TensorDictionary adapter) {
        String path = target.path();
        float[] a = Objects.requireNonNullElse(adapter.floats(path + A), new float[0]);
        float[] b = Objects.requireNonNullElse(adapter.floats(path + B), new float[0]);
        return new Factors(
                a.length / target.module().inFeatures(),
                a,
                b,
                adapter.floats(path + INPUT_GAIN),
                adapter.floats(path + OUTPUT_GAIN),
                adapter.floats(path + BIAS_GAIN));
    }

    private void addMerged(AdaptedTarget target, Factors own, List<NamedFloats> tensors) {
        boolean outByIn = !target.target().transposed();
        float[] frozen = program.parameter(target.weight()).toFloatArray();
        tensors.add(floats(target.weight(), MergedWeights.weight(frozen, outByIn, target.module(), own, outByIn)));
        float[] gain = own.biasGain();
        if (gain != null && target.bias().isPresent()) {
            String bias = target.bias().get();
            tensors.add(floats(bias, MergedWeights.bias(program.parameter(bias).toFloatArray(), gain)));
        }
    }

    private void copy(String key, TensorDictionary adapter, List<NamedFloats> tensors) {
        float[] values = adapter.floats(key);
        if (values != null) {
            tensors.add(floats(key, values));
        }
    }

    private NamedFloats floats(String parameter, float[] values) {
        long[] dims =
                program.shape(parameter).stream().mapToLong(Long::longValue).toArray();
        return new NamedFloats(parameter, values, dims);
    }
}
