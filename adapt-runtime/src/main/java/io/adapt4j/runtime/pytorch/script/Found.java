package io.adapt4j.runtime.pytorch.script;

import io.adapt4j.runtime.pytorch.archive.StoredTensor;
import java.util.LinkedHashSet;
import java.util.Set;

/** What the source does with one parameter of one module. */
final class Found {
    private final ModuleTree.Instance module;
    private final String name;
    private final StoredTensor tensor;
    private final Set<Boolean> orientations = new LinkedHashSet<>();
    private final Set<String> biases = new LinkedHashSet<>();
    private boolean usedOtherwise;

    Found(ModuleTree.Instance module, String name, StoredTensor tensor) {
        this.module = module;
        this.name = name;
        this.tensor = tensor;
    }

    ModuleTree.Instance module() {
        return module;
    }

    String name() {
        return name;
    }

    StoredTensor tensor() {
        return tensor;
    }

    /** The size of the product's last dimension, for one orientation. */
    long outFeatures(boolean transposed) {
        return tensor.shape().get(transposed ? 1 : 0);
    }

    void multiplied(boolean transposed) {
        orientations.add(transposed);
    }

    void biased(String path) {
        biases.add(path);
    }

    void usedOtherwise() {
        usedOtherwise = true;
    }

    /** Whether every use is a product, all of them the same way round. */
    boolean isInjectable() {
        return orientations.size() == 1 && !usedOtherwise;
    }

    boolean isTransposed() {
        return orientations.equals(Set.of(true));
    }

    /** The paths of what is added to its products. */
    Set<String> biases() {
        return biases;
    }
}
