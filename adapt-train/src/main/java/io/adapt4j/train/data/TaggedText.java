package io.adapt4j.train.data;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.Entities;
import io.adapt4j.task.TokenClassificationSpec;
import java.util.ArrayList;
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

    /**
     * The entities that the tags say, with their places in the text; their probability is 1.
     *
     * @throws InvalidDataException when a tag is of another form
     */
    public Entities entities() {
        List<Entities.Entity> found = new ArrayList<>();
        String text = text();
        String open = "";
        int start = 0;
        for (int word = 0; word < words().size(); word++) {
            int end = start + words().get(word).length();
            String tag = tags().get(word);
            if (tag.equals(TokenClassificationSpec.OUTSIDE)) {
                open = "";
            } else {
                boolean goesOn = tag.startsWith(TokenClassificationSpec.INSIDE) && open.equals(kind(tag));
                int from = goesOn ? found.remove(found.size() - 1).start() : start;
                open = kind(tag);
                found.add(new Entities.Entity(open, from, end, text.substring(from, end), 1));
            }
            start = end + 1;
        }
        return new Entities(found);
    }

    /**
     * The kind in a tag.
     *
     * @throws InvalidDataException when it is neither B-KIND nor I-KIND
     */
    public static String kind(String tag) {
        if (!tag.startsWith(TokenClassificationSpec.BEGIN) && !tag.startsWith(TokenClassificationSpec.INSIDE)) {
            throw new InvalidDataException("A tag is O, B-KIND or I-KIND, but one is \"" + tag + "\"");
        }
        return tag.substring(TokenClassificationSpec.BEGIN.length());
    }
}
