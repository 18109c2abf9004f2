package io.adapt4j.runtime.drift.sample;

import org.jspecify.annotations.Nullable;

/** What came before, against which an observation's features are taken. */
public final class Known {
    private final @Nullable TokenSet tokens;
    private final long unknownToken;
    private final RecentTexts recent;

    /**
     * @param tokens those of the reference; null while it is being made
     * @param unknownToken the id that stands for what the tokenizer does not know; -1 for none
     * @param window after how many texts {@link #nextWindow} is called
     */
    public Known(@Nullable TokenSet tokens, long unknownToken, int window) {
        this.tokens = tokens;
        this.unknownToken = unknownToken;
        this.recent = new RecentTexts(window);
    }

    /** The texts that came in the last window are no longer looked for. */
    public void nextWindow() {
        recent.clear();
    }

    /** Takes an observation's features. */
    public Row row(Observation observation) {
        double[] values = new double[Feature.values().length];
        for (Feature feature : Feature.values()) {
            values[feature.ordinal()] = feature.of(observation, this);
        }
        return new Row(values, observation.prediction().label(), observation.excerpt());
    }

    boolean duplicate(long hash) {
        return recent.seen(hash);
    }

    double shareUnknown(long[] ids) {
        if (unknownToken < 0 || ids.length == 0) {
            return Double.NaN;
        }
        int unknown = 0;
        for (long id : ids) {
            unknown += id == unknownToken ? 1 : 0;
        }
        return (double) unknown / ids.length;
    }

    double shareUnseen(long[] ids) {
        return tokens == null ? Double.NaN : shareUnseen(tokens, ids);
    }

    static double shareUnseen(TokenSet tokens, long[] ids) {
        if (ids.length == 0) {
            return Double.NaN;
        }
        int unseen = 0;
        for (long id : ids) {
            unseen += tokens.contains(id) ? 0 : 1;
        }
        return (double) unseen / ids.length;
    }

    /** The bytes that it takes. */
    public long bytes() {
        return TokenSet.BYTES + recent.bytes();
    }
}
