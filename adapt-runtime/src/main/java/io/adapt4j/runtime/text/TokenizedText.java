package io.adapt4j.runtime.text;

import io.adapt4j.error.InvalidInputException;

/**
 * A text as a model reads it, special tokens included.
 *
 * @param ids one token id per token
 * @param typeIds one segment id per token
 * @param starts index of each token's first character in the text, as {@link String#charAt} counts, white space before a word aside;
 *     -1 for special tokens and those of white space alone
 * @param ends index after each token's last character; -1 where the start is
 */
@SuppressWarnings("ArrayRecordComponent")
public record TokenizedText(long[] ids, long[] typeIds, int[] starts, int[] ends) {

    public TokenizedText {
        if (typeIds.length != ids.length || starts.length != ids.length || ends.length != ids.length) {
            throw new InvalidInputException("A text of " + ids.length + " tokens was given " + typeIds.length
                    + " segment ids and " + starts.length + " and " + ends.length + " positions");
        }
    }

    /** Tokens of which it is not known where they are in the text. */
    public TokenizedText(long[] ids, long[] typeIds) {
        this(ids, typeIds, nowhere(ids.length), nowhere(ids.length));
    }

    private static int[] nowhere(int tokens) {
        int[] positions = new int[tokens];
        java.util.Arrays.fill(positions, -1);
        return positions;
    }

    /** The number of tokens. */
    public int length() {
        return ids.length;
    }

    /** The largest token id. */
    public long largestId() {
        long largest = 0;
        for (long id : ids) {
            largest = Math.max(largest, id);
        }
        return largest;
    }
}
