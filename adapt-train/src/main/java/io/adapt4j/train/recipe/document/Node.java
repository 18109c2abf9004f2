package io.adapt4j.train.recipe.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A part of a document that knows where it stands. */
public sealed interface Node {

    /** Its line, from 1. */
    int line();

    /** Its path, such as {@code data.train.path}; empty for the whole document. */
    String path();

    /** What it is, for messages. */
    String describe();

    /** A text, written with quotes or without. */
    record Text(int line, String path, String value) implements Node {
        @Override
        public String describe() {
            return "the text \"" + value + "\"";
        }
    }

    /** A number as it was written. */
    record Numeral(int line, String path, String written) implements Node {
        @Override
        public String describe() {
            return "the number " + written;
        }
    }

    /** True or false. */
    record Truth(int line, String path, boolean value) implements Node {
        @Override
        public String describe() {
            return Boolean.toString(value);
        }
    }

    /** Nothing: {@code null}, or a field without a value. */
    record Nothing(int line, String path) implements Node {
        @Override
        public String describe() {
            return "nothing";
        }
    }

    /** A list. */
    record Items(int line, String path, List<Node> items) implements Node {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public String describe() {
            return "a list";
        }
    }

    /** An object: fields with names, in the order in which they stand. */
    record Fields(int line, String path, Map<String, Node> fields) implements Node {
        public Fields {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        @Override
        public String describe() {
            return "an object";
        }
    }
}
