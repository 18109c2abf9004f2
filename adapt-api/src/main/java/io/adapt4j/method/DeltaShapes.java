package io.adapt4j.method;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the shapes of a delta's parameters. Sizes have names: the first parameter that mentions one decides it, unless it
 * was {@linkplain #bind bound} before, and all others must agree.
 */
public final class DeltaShapes {
    /** The size of the module's input. */
    public static final String IN = "in";
    /** The size of the module's output. */
    public static final String OUT = "out";

    private final ModuleDelta delta;
    private final boolean againstBase;
    private final Map<String, Long> sizes = new HashMap<>();
    private final Set<String> required = new HashSet<>();

    /**
     * @param module the module of the base that the delta is to change; null where no base is known yet
     */
    public DeltaShapes(ModuleDelta delta, @Nullable TargetModule module) {
        this.delta = delta;
        this.againstBase = module != null;
        if (module != null) {
            bind(IN, module.inFeatures());
            bind(OUT, module.outFeatures());
        }
    }

    /** Decides a size. */
    public DeltaShapes bind(String name, long size) {
        sizes.put(name, size);
        return this;
    }

    /** The size of that name, which has been bound or decided by a parameter. */
    public long size(String name) {
        Long size = sizes.get(name);
        if (size == null) {
            throw new IllegalArgumentException("No parameter has decided the size " + name);
        }
        return size;
    }

    /** Requires a FLOAT32 parameter of that shape; a dimension is the name of a size, or a number. */
    public DeltaShapes require(String parameter, String... dims) {
        required.add(parameter);
        Tensor tensor = delta.parameter(parameter);
        boolean fits = tensor.dataType() == DataType.FLOAT32 && tensor.shape().dimension() == dims.length;
        for (int axis = 0; fits && axis < dims.length; axis++) {
            long given = tensor.dimension(axis);
            String dim = dims[axis];
            long expected = Character.isDigit(dim.charAt(0)) ? Long.parseLong(dim) : sizes.getOrDefault(dim, given);
            sizes.putIfAbsent(dim, expected);
            fits = given == expected && given > 0;
        }
        if (!fits) {
            throw error(parameter + " of " + delta.module() + " should be float32" + Arrays.toString(dims) + " with "
                    + sizes + ", but is " + tensor);
        }
        return this;
    }

    /** Requires that a product of sizes be another size. */
    public void requireProduct(String size, String first, String second) {
        if (size(first) * size(second) != sizes.getOrDefault(size, size(first) * size(second))) {
            throw error("The parameters of " + delta.module() + " should have " + first + " x " + second + " = " + size
                    + ", but the sizes are " + sizes);
        }
        sizes.put(size, size(first) * size(second));
    }

    /** Requires that there be no parameter but those required. */
    public void requireNoOther() {
        for (String parameter : delta.parameters().keySet()) {
            if (!required.contains(parameter)) {
                throw new InvalidAdapterException("The delta of " + delta.module() + " has a parameter \"" + parameter
                        + "\" that the method does not know; it knows " + required);
            }
        }
    }

    private AdaptException error(String message) {
        return againstBase ? new IncompatibleAdapterException(message) : new InvalidAdapterException(message);
    }
}
