package io.adapt4j.train.gate;

import java.util.List;

/**
 * Texts whose answers must be those of the champion, right or wrong.
 *
 * @param name what the suite is about
 * @param texts the texts
 * @param tolerance how far answers may be apart: 0 for labels and entities; a difference for numbers, 1 - cosine for embeddings
 * @param share of texts for which that must hold, in [0, 1]
 */
public record Unchanged(String name, List<String> texts, double tolerance, double share) implements Criterion {

    public Unchanged {
        texts = List.copyOf(texts);
        Checks.require(!texts.isEmpty(), "there is at least one text", texts);
        Checks.tolerance(tolerance);
        Checks.share(share);
    }

    /** All texts must keep their labels or entities. */
    public static Unchanged of(String name, List<String> texts) {
        return new Unchanged(name, texts, 0, 1);
    }

    @Override
    public String describe() {
        return "answers are the champion's: " + name;
    }

    @Override
    public Finding judge(Trial trial) {
        if (trial.champion().isEmpty()) {
            return Finding.withoutChampion(this);
        }
        List<?> before = trial.champion().get().answers(texts);
        List<?> after = trial.candidate().answers(texts);
        return Suite.judge(this, texts.size(), Suite.different(texts, before, after, tolerance), share);
    }
}
