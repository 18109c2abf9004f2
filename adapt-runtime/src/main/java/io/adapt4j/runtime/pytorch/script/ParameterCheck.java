package io.adapt4j.runtime.pytorch.script;

import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.pytorch.archive.ElementType;
import io.adapt4j.runtime.pytorch.archive.ScriptObject;
import io.adapt4j.runtime.pytorch.archive.StoredTensor;
import io.adapt4j.runtime.pytorch.archive.TorchArchive;
import java.util.EnumSet;
import java.util.Set;

/** Refuses archives without 32-bit float parameters, and says why there are none. */
final class ParameterCheck {
    private static final String NONE = " has no float32 parameters";

    private ParameterCheck() {}

    static void check(TorchArchive archive, ModuleTree tree) {
        Set<ElementType> types = EnumSet.noneOf(ElementType.class);
        boolean packed = false;
        for (ModuleTree.Instance module : tree.all()) {
            for (Object value : module.object().attributes().values()) {
                if (value instanceof StoredTensor tensor) {
                    types.add(tensor.type());
                }
                packed |= value instanceof ScriptObject object && object.type().contains("PackedParams");
            }
        }
        if (packed || types.stream().anyMatch(ElementType::quantized)) {
            throw new UnsupportedFeatureException(
                    archive + NONE + ": it was quantized; export the model before quantization");
        }
        if (types.contains(ElementType.FLOAT32)) {
            return;
        }
        types.retainAll(EnumSet.of(ElementType.FLOAT64, ElementType.FLOAT16, ElementType.BFLOAT16));
        boolean frozen = types.isEmpty();
        throw new UnsupportedFeatureException(archive
                + NONE
                + (frozen
                        ? ": it was frozen; export it without torch.jit.freeze and"
                                + " torch.jit.optimize_for_inference"
                        : ": they are " + types + "; call model.float() before it is exported"));
    }
}
