package io.adapt4j.runtime.drift.sample;

import io.adapt4j.error.InvalidInputException;
import io.adapt4j.runtime.observe.Answered;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is taken of one answered request, of bounded size.
 *
 * @param id the request's own number, different for each request of each host
 * @param hash of the whole text
 * @param blank whether the text is empty or white space
 * @param tokens the token ids that the model read, at most {@link #MAX_TOKENS}
 * @param truncated whether the text was as long as the model takes, or longer
 * @param embedding {@code [hidden]}, finite; null where there is none
 * @param excerpt the beginning of the text; null where texts are not to be kept
 */
@SuppressWarnings("ArrayRecordComponent")
public record Observation(
        long id,
        long hash,
        boolean blank,
        long[] tokens,
        boolean truncated,
        Prediction prediction,
        float @Nullable [] embedding,
        @Nullable String excerpt) {
    /** Token ids beyond these are left out. */
    public static final int MAX_TOKENS = 512;
    /** Characters of an excerpt. */
    public static final int EXCERPT = 200;

    /** @throws InvalidInputException when a number of the embedding is not finite */
    public Observation(
            long id,
            long hash,
            boolean blank,
            long[] tokens,
            boolean truncated,
            Prediction prediction,
            float @Nullable [] embedding,
            @Nullable String excerpt) {
        if (embedding != null) {
            for (float x : embedding) {
                if (!Float.isFinite(x)) {
                    throw new InvalidInputException("An embedding should be of finite numbers, but has " + x);
                }
            }
        }
        this.id = id;
        this.hash = hash;
        this.blank = blank;
        this.tokens = tokens.length > MAX_TOKENS ? Arrays.copyOf(tokens, MAX_TOKENS) : tokens;
        this.truncated = truncated;
        this.prediction = prediction;
        this.embedding = embedding;
        this.excerpt = excerpt == null ? null : excerpt(excerpt);
    }

    /** Of an answer of a host. */
    public static Observation of(long id, Answered answered, boolean keepText) {
        String text = answered.text();
        return new Observation(
                id,
                Mix.of(text),
                text.isBlank(),
                answered.tokens().ids(),
                answered.tokens().length() >= answered.task().maxLength(),
                Prediction.of(answered.answer()),
                answered.embedding(),
                keepText ? text : null);
    }

    /** The same under another number. */
    public Observation withId(long other) {
        return new Observation(other, hash, blank, tokens, truncated, prediction, embedding, excerpt);
    }

    /** A new string, which does not hold on to a long one. */
    private static String excerpt(String text) {
        return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT);
    }
}
