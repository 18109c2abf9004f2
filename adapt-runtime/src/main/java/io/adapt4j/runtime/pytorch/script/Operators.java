package io.adapt4j.runtime.pytorch.script;

import java.util.Set;

/** PyTorch's operators, by what they do with a parameter. */
final class Operators {
    /** Tells something about a tensor without using its values. */
    private static final Set<String> INSPECT = Set.of(
            "torch.size",
            "torch.dim",
            "torch.numel",
            "torch.len",
            "torch.stride",
            "torch.__is__",
            "torch.__isnot__",
            "torch.is_floating_point",
            "torch.is_complex",
            "torch.is_contiguous",
            "torch.element_size",
            "torch.get_device",
            "torch.sym_size",
            "torch.storage_offset",
            "torch.__not__",
            "torch.requires_grad");

    /** Gives the tensor itself. */
    private static final Set<String> SAME =
            Set.of("torch.detach", "torch.contiguous", "torch.alias", "torch.clone", "torch.view_as", "ops.prim.data");

    /** Exchanges the two dimensions of a matrix, whatever its further arguments. */
    private static final Set<String> TRANSPOSE = Set.of("torch.t", "torch.numpy_T", "torch.mT", "torch.adjoint");

    /** Exchanges two dimensions, or orders all, which its further arguments name. */
    private static final Set<String> REORDER =
            Set.of("torch.transpose", "torch.swapaxes", "torch.swapdims", "torch.permute", "torch.movedim");

    /** Gives a part, another form, or several tensors of it. */
    private static final Set<String> PART = Set.of(
            "torch.slice",
            "torch.select",
            "torch.narrow",
            "torch.chunk",
            "torch.split",
            "torch.split_with_sizes",
            "torch.unbind",
            "torch.tensor_split",
            "torch.unsafe_chunk",
            "torch.unsafe_split",
            "torch.view",
            "torch.reshape",
            "torch.flatten",
            "torch.unflatten",
            "torch.squeeze",
            "torch.unsqueeze",
            "torch.expand",
            "torch.expand_as",
            "torch.repeat",
            "torch.tile",
            "torch.index",
            "torch.index_select",
            "torch.gather",
            "torch.cat",
            "torch.concat",
            "torch.concatenate",
            "torch.stack",
            "torch.vstack",
            "torch.hstack",
            "torch.to",
            "torch.type_as",
            "torch.float",
            "torch.half",
            "torch.double",
            "torch.cpu",
            "torch.__getitem__",
            "torch.broadcast_to",
            "torch.neg",
            "torch.list");

    /** Those of them that take their values from several tensors, or select by an index that may be the model's input. */
    private static final Set<String> JOIN_OR_LOOKUP = Set.of(
            "torch.cat",
            "torch.concat",
            "torch.concatenate",
            "torch.stack",
            "torch.vstack",
            "torch.hstack",
            "torch.index",
            "torch.index_select",
            "torch.gather");

    /** Computes element by element, or looks rows up: nothing that a linear projection is made of. */
    private static final Set<String> ELEMENTWISE = Set.of(
            "torch.add",
            "torch.add_",
            "torch.sub",
            "torch.rsub",
            "torch.mul",
            "torch.mul_",
            "torch.div",
            "torch.div_",
            "torch.pow",
            "torch.exp",
            "torch.sigmoid",
            "torch.tanh",
            "torch.softmax",
            "torch.where",
            "torch.maximum",
            "torch.minimum",
            "torch.eq",
            "torch.ne",
            "torch.lt",
            "torch.gt",
            "torch.le",
            "torch.ge",
            "torch.masked_fill",
            "torch.addcmul",
            "torch.lerp",
            "torch.sqrt",
            "torch.rsqrt",
            "torch.abs",
            "torch.embedding",
            "torch.embedding_bag",
            "torch.layer_norm",
            "torch.rms_norm",
            "torch.group_norm",
            "torch.batch_norm",
            "torch.instance_norm",
            "torch.prelu",
            "torch.sum",
            "torch.mean",
            "torch.norm",
            "torch.linalg_vector_norm");

    /** PyTorch's fused layers, which a source that asks whether they may be used has a plain form of beside. */
    private static final Set<String> FUSED =
            Set.of("torch._native_multi_head_attention", "torch._transformer_encoder_layer_fwd");

    /** The function that tells whether fused layers may be used. */
    static final String FAST_PATH = "__torch__.torch.backends.mha.get_fastpath_enabled";

    private Operators() {}

    static boolean inspects(String name) {
        return INSPECT.contains(name) || (name.startsWith("ops.prim.") && !SAME.contains(name));
    }

    static boolean isSame(String name) {
        return SAME.contains(name);
    }

    static boolean transposes(String name) {
        return TRANSPOSE.contains(name);
    }

    static boolean reorders(String name) {
        return REORDER.contains(name);
    }

    static boolean isPart(String name) {
        return PART.contains(name);
    }

    /** Whether the operator gives a part of its first argument alone, whatever its other arguments are. */
    static boolean isView(String name) {
        return PART.contains(name) && !JOIN_OR_LOOKUP.contains(name);
    }

    static boolean isElementwise(String name) {
        return ELEMENTWISE.contains(name);
    }

    static boolean isFused(String name) {
        return FUSED.contains(name);
    }
}
