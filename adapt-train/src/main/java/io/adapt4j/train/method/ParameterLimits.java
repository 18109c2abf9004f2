package io.adapt4j.train.method;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.adapt4j.TargetModule;
import io.adapt4j.error.TrainingException;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.train.spi.ParameterSpec;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/** How many values an adapter may have here, found out before memory is taken for them. */
public final class ParameterLimits {
    /** Values that one tensor holds at most, for a buffer has at most 2 GiB. */
    private static final long MOST = Integer.MAX_VALUE / Float.BYTES;
    /** Each value has a gradient. */
    private static final int TENSORS = 2;

    private static final String ADVICE = "take a smaller rank or fewer target modules";

    private ParameterLimits() {}

    /**
     * Looks at the parameters of a training that is to begin.
     *
     * @throws TrainingException when a tensor is too large, or all of them together do not fit into the JVM's direct memory
     */
    public static void require(MethodConfig method, List<TargetModule> modules) {
        require(TrainableMethods.of(method), method, modules, directMemory());
    }

    /** @param limit bytes of direct memory */
    static <C extends MethodConfig> void require(
            TrainableMethod<C> trainable, C method, List<TargetModule> modules, long limit) {
        double bytes = 0;
        for (TargetModule module : modules) {
            for (ParameterSpec parameter : trainable.parameters(method, module)) {
                long values = parameter.shape().size();
                requireTensor(parameter.name() + " of \"" + module.path() + "\"", values);
                bytes += (double) TENSORS * Float.BYTES * values;
            }
        }
        if (bytes > limit) {
            throw new TrainingException(String.format(
                    Locale.ROOT,
                    "The adapter's parameters and their gradients would take %.1f GB, but the JVM has %.1f GB of direct"
                            + " memory; %s, or raise -XX:MaxDirectMemorySize",
                    bytes / 1e9,
                    limit / 1e9,
                    ADVICE));
        }
    }

    /** As {@link #require}, for one tensor. */
    static void requireTensor(String name, long values) {
        if (values > MOST) {
            throw new TrainingException(
                    name + " would have " + values + " values, but a tensor has at most " + MOST + "; " + ADVICE);
        }
    }

    /** Bytes; where nothing is said of them, or by another machine than HotSpot, as many as the heap may have. */
    private static long directMemory() {
        HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long given = machine == null
                ? 0
                : Long.parseLong(machine.getVMOption("MaxDirectMemorySize").getValue());
        return given > 0 ? given : Runtime.getRuntime().maxMemory();
    }
}
