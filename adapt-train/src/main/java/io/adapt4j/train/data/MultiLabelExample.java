package io.adapt4j.train.data;

import java.util.Set;

/** A text and the labels it should get, of which there may be none. */
public record MultiLabelExample(String text, Set<String> labels) {

    public MultiLabelExample {
        labels = Set.copyOf(labels);
    }
}
