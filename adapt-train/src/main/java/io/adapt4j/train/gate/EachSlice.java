package io.adapt4j.train.gate;

import java.util.ArrayList;
import java.util.List;

/**
 * A criterion holds on every slice of the test data by itself, those aside that are too small to say anything. Each slice is
 * judged at the criterion's own confidence: the more slices, the likelier that a good adapter misses one by chance.
 *
 * @param slicing how the data are cut
 * @param minimumRows slices with fewer rows are not judged
 * @param criterion what must hold on each
 */
public record EachSlice(Slicing slicing, int minimumRows, Criterion criterion) implements Criterion {

    public EachSlice {
        Checks.require(minimumRows >= 1, "minimumRows is at least 1", minimumRows);
    }

    @Override
    public String describe() {
        return "by " + slicing.describe() + ": " + criterion.describe();
    }

    @Override
    public Finding judge(Trial trial) {
        List<Finding> parts = new ArrayList<>();
        trial.slices(slicing).forEach((name, rows) -> {
            Finding part = rows.length < minimumRows
                    ? Finding.notApplicable(criterion, "fewer than " + minimumRows + " rows")
                            .figure("rows", rows.length)
                    : criterion.judge(trial.on(rows));
            parts.add(part.about(name));
        });
        if (parts.stream().allMatch(part -> part.status() == Finding.Status.NOT_APPLICABLE)) {
            return Finding.notApplicable(this, "no slice could be judged").parts(parts);
        }
        Finding finding =
                Finding.of(this, parts.stream().allMatch(Finding::passed)).parts(parts);
        return parts.stream().allMatch(Finding::repeatable) ? finding : finding.notRepeatable();
    }
}
