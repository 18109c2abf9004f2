package io.adapt4j.train.data;

import io.adapt4j.error.InvalidDataException;
import java.util.List;

/**
 * The words of a text and the tag of each, in the IOB2 scheme: {@code B-PER}, {@code I-PER}, {@code O}.
 *
 * @throws InvalidDataException when there are no words, or not as many tags
 */
public record TaggedText(List<String> words, List<String> tags) {

    public TaggedText {
        words = List.copyOf(words);
        tags = List.copyOf(tags);
        if (words.isEmpty() || words.size() != tags.size()) {
            throw new InvalidDataException("A tagged text has at least one word and as many tags, but was given "
                    + words.size() + " words and " + tags.size() + " tags: " + words);
        }
    }

    /** The words with a space between them. */
    public String text() {
        return String.join(" ", words);
    }
}
