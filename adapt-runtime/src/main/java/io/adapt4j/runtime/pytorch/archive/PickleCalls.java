package io.adapt4j.runtime.pytorch.archive;

import io.adapt4j.error.InvalidModelException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.pytorch.archive.PickleValue.Global;
import io.adapt4j.runtime.pytorch.archive.PickleValue.None;
import io.adapt4j.runtime.pytorch.archive.PickleValue.Opaque;
import io.adapt4j.runtime.pytorch.archive.PickleValue.Storage;
import io.adapt4j.runtime.pytorch.archive.PickleValue.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The few callables that a TorchScript pickle may name, and what they make; every other name is refused. Tensors are
 * checked against the entry that holds their storage.
 */
final class PickleCalls {
    private static final int MAX_DIMENSIONS = 64;
    private static final String UTILS = "torch._utils";
    private static final String TAGS = "torch.jit._pickle";
    private static final Set<String> KNOWN = Set.of(
            UTILS + "._rebuild_tensor_v2",
            UTILS + "._rebuild_qtensor",
            UTILS + "._rebuild_sparse_tensor",
            UTILS + "._rebuild_meta_tensor_no_storage",
            TAGS + ".build_intlist",
            TAGS + ".build_doublelist",
            TAGS + ".build_boollist",
            TAGS + ".build_tensorlist",
            TAGS + ".restore_type_tag",
            "collections.OrderedDict",
            "builtins.complex",
            "torch.device",
            "torch.per_tensor_affine",
            "torch.per_channel_affine",
            "torch.per_channel_affine_float_qparams");

    private final ZipContainer container;
    private final String folder;

    /** @param folder where the pickle's storages lie, such as {@code data/} */
    PickleCalls(ZipContainer container, String folder) {
        this.container = container;
        this.folder = folder;
    }

    /** A name that the pickle brings up. */
    Global global(String module, String name) {
        Global global = new Global(module, name);
        boolean ofArchive = module.equals("__torch__") || module.startsWith("__torch__.");
        boolean storage = module.equals("torch") && name.endsWith("Storage");
        if (!ofArchive && !storage && !KNOWN.contains(global.toString())) {
            throw new UnsupportedFeatureException("The archive's pickle names " + global
                    + ", which TorchScript has no use for; a model is saved with torch.jit.save");
        }
        return global;
    }

    /** The storage that a persistent id names: {@code ("storage", type, key, device, elements)}. */
    Storage storage(Object id) {
        if (id instanceof Tuple tuple
                && tuple.items().size() == 5
                && tuple.items().get(0).equals("storage")
                && tuple.items().get(1) instanceof Global type
                && tuple.items().get(2) instanceof String key
                && tuple.items().get(4) instanceof Long elements) {
            ElementType elementType = ElementType.ofStorage(type.name())
                    .orElseThrow(() -> new UnsupportedFeatureException(
                            "The archive has tensors of " + type + ", whose elements this library does not know"));
            return storage(elementType, key, elements);
        }
        throw new InvalidModelException("The archive's pickle refers to a storage in a way that is none of PyTorch's");
    }

    private Storage storage(ElementType type, String key, long elements) {
        String entry = folder + key;
        Optional<ZipEntry> found = container.find(entry);
        if (found.isEmpty()) {
            throw new InvalidModelException("The archive lacks the entry \"" + entry + "\" that a tensor lies in");
        }
        long size = found.get().size();
        if (elements < 0 || elements > size / type.bytes()) {
            throw new InvalidModelException("The storage \"" + entry + "\" should hold " + elements + " elements of "
                    + type + ", but has " + size + " bytes");
        }
        return new Storage(type, entry, elements);
    }

    /** What a call gives. */
    Object call(Global callable, List<Object> arguments) {
        return switch (callable.toString()) {
            case UTILS + "._rebuild_tensor_v2" -> tensor(arguments, 4);
            case UTILS + "._rebuild_qtensor" -> tensor(arguments, 5);
            case TAGS + ".build_intlist",
                    TAGS + ".build_doublelist",
                    TAGS + ".build_boollist",
                    TAGS + ".build_tensorlist",
                    TAGS + ".restore_type_tag" -> {
                if (arguments.isEmpty()) {
                    throw new InvalidModelException("The archive's pickle calls " + callable + " without a value");
                }
                yield arguments.get(0);
            }
            case "collections.OrderedDict" -> new LinkedHashMap<>();
            default -> new Opaque(callable.toString());
        };
    }

    /** {@code (storage, offset, shape, strides, ..., requiresGrad, ...)}, the last at {@code gradPosition}. */
    private static Object tensor(List<Object> arguments, int gradPosition) {
        if (arguments.size() > gradPosition
                && arguments.get(0) instanceof Storage storage
                && arguments.get(1) instanceof Long offset
                && arguments.get(2) instanceof Tuple shape
                && arguments.get(3) instanceof Tuple strides
                && arguments.get(gradPosition) instanceof Boolean requiresGrad) {
            StoredTensor tensor = new StoredTensor(
                    storage.type(), storage.entry(), offset, longs(shape), longs(strides), requiresGrad);
            check(tensor, storage.elements());
            return tensor;
        }
        if (!arguments.isEmpty() && arguments.get(0) == None.NONE) {
            return new Opaque("a tensor without storage");
        }
        throw new InvalidModelException("The archive's pickle describes a tensor in a way that is none of PyTorch's");
    }

    private static List<Long> longs(Tuple tuple) {
        List<Long> values = new ArrayList<>();
        for (Object item : tuple.items()) {
            if (!(item instanceof Long value) || value < 0) {
                throw new InvalidModelException(
                        "The archive's pickle describes a tensor with a shape or strides that are no sizes");
            }
            values.add(value);
        }
        return values;
    }

    /** Whether all elements lie inside the storage. */
    private static void check(StoredTensor tensor, long elements) {
        int dimensions = tensor.shape().size();
        if (dimensions != tensor.strides().size() || dimensions > MAX_DIMENSIONS || tensor.offset() < 0) {
            throw new InvalidModelException("The archive's pickle describes a tensor of shape " + tensor.shape()
                    + " with strides " + tensor.strides() + " at " + tensor.offset());
        }
        long count = 1;
        long last = tensor.offset();
        for (int i = 0; i < dimensions; i++) {
            long size = tensor.shape().get(i);
            count = Math.multiplyExact(count, size);
            last = Math.addExact(
                    last,
                    Math.multiplyExact(Math.max(0, size - 1), tensor.strides().get(i)));
        }
        if (count > 0 && last >= elements) {
            throw new InvalidModelException("A tensor " + tensor + " with strides " + tensor.strides() + " at "
                    + tensor.offset() + " reaches beyond the " + elements + " elements of \"" + tensor.storage()
                    + "\"");
        }
    }
}
