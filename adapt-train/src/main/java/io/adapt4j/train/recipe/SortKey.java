package io.adapt4j.train.recipe;

import io.adapt4j.error.InvalidDataException;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a row is ordered by: numbers by size, other texts by their characters.
 *
 * @param number the text as a number; empty if it is none
 */
record SortKey(String text, Optional<BigDecimal> number) implements Comparable<SortKey> {

    static SortKey of(String text) {
        try {
            return new SortKey(text, Optional.of(new BigDecimal(text.strip())));
        } catch (NumberFormatException e) {
            return new SortKey(text, Optional.empty());
        }
    }

    @Override
    public int compareTo(SortKey other) {
        if (number.isPresent() != other.number.isPresent()) {
            throw new InvalidDataException(
                    "Rows are ordered by numbers or by texts of one form, but the column has both \"" + text
                            + "\" and \"" + other.text + "\"");
        }
        return number.isPresent() ? number.get().compareTo(other.number.orElseThrow()) : text.compareTo(other.text);
    }
}
