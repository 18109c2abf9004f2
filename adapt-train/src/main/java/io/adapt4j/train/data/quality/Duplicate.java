package io.adapt4j.train.data.quality;

import com.google.gson.JsonObject;
import java.util.Locale;

/**
 * A row that is like an earlier one.
 *
 * @param part the part that it is in
 * @param row its number there, from 1
 * @param firstPart the part of the first row that it is like
 * @param firstRow that row's number
 * @param otherLabels whether the two have different labels
 */
public record Duplicate(Likeness likeness, String part, int row, String firstPart, int firstRow, boolean otherLabels) {

    /** In what two rows are alike. */
    public enum Likeness {
        /** The same texts, character by character. */
        EXACT,
        /** The same but for case, white space and Unicode form; see {@link NormalisedText}. */
        NORMALISED,
        /** Most of the texts' runs of characters are the same. */
        NEAR
    }

    /** Whether the rows are in different parts: what is evaluated on has been learnt. */
    public boolean leaks() {
        return !part.equals(firstPart);
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("likeness", likeness.name());
        json.addProperty("part", part);
        json.addProperty("row", row);
        json.addProperty("firstPart", firstPart);
        json.addProperty("firstRow", firstRow);
        json.addProperty("otherLabels", otherLabels);
        return json;
    }

    @Override
    public String toString() {
        return likeness.name().toLowerCase(Locale.ROOT) + ": row " + row + " of " + part + " is like row " + firstRow
                + " of " + firstPart + (otherLabels ? ", with other labels" : "");
    }
}
