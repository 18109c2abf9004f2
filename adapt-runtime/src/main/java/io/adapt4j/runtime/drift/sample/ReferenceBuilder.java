package io.adapt4j.runtime.drift.sample;

import io.adapt4j.error.InvalidDataException;
import java.util.List;

/**
 * Makes a reference of observations. Which tokens are known is learnt from one half of them, and how many of a text's
 * tokens are unseen is measured on the other half, because no token of a text is new to a set that it is in.
 */
public final class ReferenceBuilder {
    private final Summary.Shape shape;
    private final int window;
    private final long unknownToken;
    private final TokenSet tokens = new TokenSet();
    private final Known known;
    private final Sample<Held> held;
    private final Summary counts;
    private long observations;

    @SuppressWarnings("ArrayRecordComponent")
    private record Held(long[] tokens, Row row) {}

    /**
     * @param shape how much is kept
     * @param window the size of the windows that will be compared with the reference: duplicates are counted within so many
     * @param unknownToken the id that stands for what the tokenizer does not know, see {@link UnknownToken}; -1 for none
     */
    public ReferenceBuilder(Summary.Shape shape, int window, long unknownToken) {
        this.shape = shape;
        this.window = window;
        this.unknownToken = unknownToken;
        this.known = new Known(null, unknownToken, window);
        this.held = new Sample<>(shape.rows(), shape.seed());
        this.counts = new Summary(shape);
    }

    public void add(Observation observation) {
        if (observations++ % window == 0) {
            known.nextWindow();
        }
        Row row = known.row(observation);
        counts.add(observation.id(), row, observation.embedding());
        held.add(observation.id(), new Held(observation.tokens(), row));
        if (teaches(observation.id())) {
            for (long token : observation.tokens()) {
                tokens.add(token);
            }
        }
    }

    /** Adds whether an answer was right. */
    public void addOutcome(boolean correct) {
        counts.addOutcome(correct);
    }

    public long observations() {
        return observations;
    }

    private boolean teaches(long id) {
        return (Mix.of(~id) & 1) == 0;
    }

    /** @throws InvalidDataException when there were too few observations to compare anything with */
    public Reference build() {
        Summary summary = new Summary(shape, observations, counts.outcomes(), counts.errors());
        List<Sample.Item<Held>> rows = held.items();
        for (Sample.Item<Held> item : rows) {
            Row row = item.value().row;
            if (!teaches(item.id())) {
                row.values()[Feature.UNSEEN.ordinal()] = Known.shareUnseen(tokens, item.value().tokens);
            }
            summary.restore(item.id(), row);
        }
        counts.vectors().forEach(item -> summary.restore(item.id(), item.value()));
        return new Reference(summary, tokens, unknownToken);
    }
}
