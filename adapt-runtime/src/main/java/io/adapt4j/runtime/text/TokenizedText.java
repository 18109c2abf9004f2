package io.adapt4j.runtime.text;

/**
 * A text as a model reads it, special tokens included.
 *
 * @param ids one token id per token
 * @param typeIds one segment id per token
 */
@SuppressWarnings("ArrayRecordComponent")
public record TokenizedText(long[] ids, long[] typeIds) {

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
