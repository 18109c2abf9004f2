package io.adapt4j.train.evaluate;

import java.util.Arrays;
import java.util.List;

/** Some of a list. */
final class Rows {
    private Rows() {}

    static <T> List<T> of(List<T> all, int[] rows) {
        return Arrays.stream(rows).mapToObj(all::get).toList();
    }
}
