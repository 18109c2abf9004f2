package io.adapt4j.train.gate;

import io.adapt4j.train.data.TextPair;
import java.util.List;

/**
 * Pairs of texts that must get the same answer, such as two spellings (Ribeiro et al., "Beyond Accuracy: Behavioral Testing of
 * NLP Models with CheckList", 2020).
 *
 * @param name what the suite is about
 * @param pairs texts; the second is expected to get the answer of the first
 * @param tolerance how far answers may be apart: 0 for labels and entities; a difference for numbers, 1 - cosine for embeddings
 * @param share of pairs for which that must hold, in [0, 1]
 */
public record Invariance(String name, List<TextPair> pairs, double tolerance, double share) implements Criterion {

    public Invariance {
        pairs = List.copyOf(pairs);
        Checks.require(!pairs.isEmpty(), "there is at least one pair", pairs);
        Checks.tolerance(tolerance);
        Checks.share(share);
    }

    /** All pairs must get the same labels or entities. */
    public static Invariance of(String name, List<TextPair> pairs) {
        return new Invariance(name, pairs, 0, 1);
    }

    @Override
    public String describe() {
        return "answers are invariant: " + name;
    }

    @Override
    public Finding judge(Trial trial) {
        List<?> first =
                trial.candidate().answers(pairs.stream().map(TextPair::first).toList());
        List<String> texts = pairs.stream().map(TextPair::second).toList();
        return Suite.judge(
                this,
                pairs.size(),
                Suite.different(texts, first, trial.candidate().answers(texts), tolerance),
                share);
    }
}
