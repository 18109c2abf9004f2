package io.adapt4j.train.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Of no answer that the champion gives is it shown that the candidate shares it too seldom, so that a candidate that agrees on the whole has not lost a rare
 * label. An answer fails where as few agreements would be less probable than {@code 1 - confidence}, divided by the number of answers
 * (Bonferroni), if the candidate agreed with the share that is asked: exact binomial test of Clopper and Pearson. A few rows show nothing.
 *
 * @param share of the texts of each answer that should get it again, in [0, 1]
 * @param confidence with which a lack of agreement must be shown, in (0, 1)
 */
public record AgreementByAnswer(double share, double confidence) implements Criterion {

    public AgreementByAnswer {
        Checks.share(share);
        Checks.require(confidence > 0 && confidence < 1, "confidence is in (0, 1)", confidence);
    }

    @Override
    public String describe() {
        return "no answer of the champion is shown, with confidence " + confidence
                + ", to be given again to fewer than " + share + " of its texts";
    }

    @Override
    public Finding judge(Trial trial) {
        if (trial.champion().isEmpty()) {
            return Finding.withoutChampion(this);
        }
        SortedMap<String, int[]> counts = new TreeMap<>();
        for (int row : trial.rows()) {
            String before = trial.champion().get().evaluation().row(row).given();
            int[] count = counts.computeIfAbsent(before, key -> new int[2]);
            count[0]++;
            count[1] += before.equals(trial.candidate().evaluation().row(row).given()) ? 1 : 0;
        }
        List<Finding> parts = new ArrayList<>();
        counts.forEach((answer, count) -> {
            double chance = 1 - Binomial.atLeast(count[1] + 1, count[0], share);
            parts.add(Finding.of(this, chance * counts.size() >= 1 - confidence)
                    .figure("measured", (double) count[1] / count[0])
                    .figure("threshold", share)
                    .figure("rows", count[0])
                    .figure("pValue", chance)
                    .about(answer));
        });
        return Finding.of(this, parts.stream().allMatch(Finding::passed))
                .figure("answers", counts.size())
                .parts(parts);
    }
}
