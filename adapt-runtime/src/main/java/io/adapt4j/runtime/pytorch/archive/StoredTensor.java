package io.adapt4j.runtime.pytorch.archive;

import java.util.List;

/**
 * A tensor of an archive: a view of a storage. Two with equal fields are one tensor, as tied weights are.
 *
 * @param type what its elements are
 * @param storage the entry that holds its storage, such as {@code data/12}
 * @param offset where its first element lies in the storage, in elements
 * @param shape its dimensions
 * @param strides the distance between neighbours of each dimension, in elements
 * @param requiresGrad whether it was saved as one that gradients are wanted for
 */
public record StoredTensor(
        ElementType type, String storage, long offset, List<Long> shape, List<Long> strides, boolean requiresGrad) {

    public StoredTensor {
        shape = List.copyOf(shape);
        strides = List.copyOf(strides);
    }

    /** Whether it is a matrix of plain 32-bit floats. */
    public boolean isFloatMatrix() {
        return type == ElementType.FLOAT32 && shape.size() == 2;
    }

    /** Whether both are the same elements of the same storage. */
    public boolean sameElements(StoredTensor other) {
        return type == other.type
                && storage.equals(other.storage)
                && offset == other.offset
                && shape.equals(other.shape)
                && strides.equals(other.strides);
    }

    @Override
    public String toString() {
        return type + shape.toString();
    }
}
