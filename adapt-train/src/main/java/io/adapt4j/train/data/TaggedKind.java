package io.adapt4j.train.data;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/** {@link ExampleKinds#TAGGED}. */
final class TaggedKind implements ExampleKind<TaggedText> {

    @Override
    public List<String> texts(TaggedText example) {
        return List.of(example.text());
    }

    @Override
    public List<String> labels(TaggedText example) {
        return List.copyOf(new TreeSet<>(example.tags()));
    }

    @Override
    public List<String> parts(TaggedText example) {
        return List.of(example.text(), String.join(" ", example.tags()));
    }

    /** A word of which a part is to be replaced is replaced as a whole, and keeps its tag. */
    @Override
    public TaggedText masked(TaggedText example, Function<String, List<Mask>> masks) {
        List<Mask> found = masks.apply(example.text());
        List<String> words = new ArrayList<>();
        int start = 0;
        for (String word : example.words()) {
            int from = start;
            int to = start + word.length();
            words.add(found.stream()
                    .filter(mask -> mask.start() < to && mask.end() > from)
                    .findFirst()
                    .map(Mask::replacement)
                    .orElse(word));
            start = to + 1;
        }
        return new TaggedText(words, example.tags());
    }
}
