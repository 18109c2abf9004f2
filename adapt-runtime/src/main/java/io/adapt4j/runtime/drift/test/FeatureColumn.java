package io.adapt4j.runtime.drift.test;

import io.adapt4j.runtime.drift.sample.Feature;
import io.adapt4j.runtime.drift.sample.Row;
import io.adapt4j.runtime.drift.sample.Sample;
import io.adapt4j.runtime.drift.sample.Summary;
import java.util.ArrayList;
import java.util.List;

/** The values of a feature in a window, those that are there, with their rows' ids. */
@SuppressWarnings("ArrayRecordComponent")
record FeatureColumn(double[] values, List<Long> ids) {

    static FeatureColumn of(Summary summary, Feature feature) {
        List<Long> ids = new ArrayList<>();
        for (Sample.Item<Row> item : summary.rows()) {
            if (!Double.isNaN(item.value().value(feature))) {
                ids.add(item.id());
            }
        }
        return new FeatureColumn(summary.values(feature), ids);
    }
}
