package io.adapt4j.runtime.pytorch.archive;

import java.util.List;

/** What a pickle holds beside strings, numbers, lists, dictionaries, tensors and objects. */
sealed interface PickleValue {

    /** Python's None. */
    enum None implements PickleValue {
        NONE
    }

    /** A function or class by name, before it is called. */
    record Global(String module, String name) implements PickleValue {
        @Override
        public String toString() {
            return module + "." + name;
        }
    }

    /** A tuple. */
    record Tuple(List<Object> items) implements PickleValue {}

    /** A storage, before a tensor is made of it. */
    record Storage(ElementType type, String entry, long elements) implements PickleValue {}

    /** Something that exists and that nothing here looks into: a device, an enum's value, a sparse tensor. */
    record Opaque(String what) implements PickleValue {}
}
