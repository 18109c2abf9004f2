package io.adapt4j.train.migrate.strategy;

import java.util.ArrayList;
import java.util.List;

/** What the old system makes of texts, each computed when it is first asked for. */
final class Lessons {
    private final OldSystem old;
    private final List<String> texts;
    private final List<Taught> known = new ArrayList<>();

    Lessons(OldSystem old, List<String> texts) {
        this.old = old;
        this.texts = texts;
    }

    /** Of the first texts, at most so many. */
    synchronized List<Taught> first(int most) {
        int count = Math.min(most, texts.size());
        if (known.size() < count) {
            known.addAll(old.teach(texts.subList(known.size(), count)));
        }
        return List.copyOf(known.subList(0, count));
    }
}
