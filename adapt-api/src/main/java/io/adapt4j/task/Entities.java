package io.adapt4j.task;

import java.util.List;

/**
 * The answer to one text: the entities in it.
 *
 * @param found the entities in the order of the text; they do not overlap
 */
public record Entities(List<Entity> found) {

    public Entities {
        found = List.copyOf(found);
    }

    /**
     * A stretch of a text.
     *
     * @param kind what it is
     * @param start index of its first character, as {@link String#charAt} counts
     * @param end index after its last character
     * @param text the stretch itself
     * @param probability the smallest of its tokens' probabilities
     */
    public record Entity(String kind, int start, int end, String text, float probability) {}
}
