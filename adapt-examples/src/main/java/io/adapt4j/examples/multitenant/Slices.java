package io.adapt4j.examples.multitenant;

import io.adapt4j.train.data.Example;
import java.util.ArrayList;
import java.util.List;

/** Mail dealt out among tenants. */
final class Slices {
    private Slices() {}

    /** One slice for each tenant, so that each has both kinds. */
    static List<List<Example>> of(List<Example> mail, int tenants) {
        List<List<Example>> slices = new ArrayList<>();
        for (int tenant = 0; tenant < tenants; tenant++) {
            slices.add(new ArrayList<>());
        }
        int[] next = new int[2];
        for (Example example : mail) {
            int kind = example.label().equals("spam") ? 0 : 1;
            slices.get(next[kind]++ % tenants).add(example);
        }
        return slices;
    }
}
