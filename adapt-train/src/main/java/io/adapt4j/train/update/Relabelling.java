package io.adapt4j.train.update;

import static io.adapt4j.task.TokenClassificationSpec.BEGIN;
import static io.adapt4j.task.TokenClassificationSpec.INSIDE;
import static io.adapt4j.task.TokenClassificationSpec.OUTSIDE;

import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.MultiLabelExample;
import io.adapt4j.train.data.TaggedText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Gives examples the labels that a change makes of theirs. */
final class Relabelling {
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> removed;

    Relabelling(LabelChange change) {
        change.merged().forEach(merge -> merge.parts().keySet().forEach(part -> names.put(part, merge.into())));
        this.removed = new HashSet<>(change.removed());
    }

    <E> ExampleSource<E> of(ExampleSource<E> examples) {
        return () -> examples.stream().flatMap(this::example);
    }

    @SuppressWarnings("unchecked") // what is made of an example is of its class
    private <E> Stream<E> example(E example) {
        if (example instanceof Example one) {
            return (Stream<E>) label(one.label()).map(label -> new Example(one.text(), label)).stream();
        }
        if (example instanceof MultiLabelExample many) {
            Set<String> labels = new TreeSet<>();
            many.labels().forEach(label -> label(label).ifPresent(labels::add));
            return (Stream<E>) Stream.of(new MultiLabelExample(many.text(), labels));
        }
        if (example instanceof TaggedText tagged) {
            return (Stream<E>) Stream.of(new TaggedText(tagged.words(), tags(tagged.tags())));
        }
        throw new UnsupportedFeatureException("Examples of the class "
                + example.getClass().getSimpleName() + " have no labels that could be changed");
    }

    private Optional<String> label(String old) {
        return removed.contains(old) ? Optional.empty() : Optional.of(names.getOrDefault(old, old));
    }

    private List<String> tags(List<String> old) {
        List<String> tags = new ArrayList<>();
        String before = OUTSIDE;
        for (String tag : old) {
            tags.add(tag.equals(OUTSIDE) ? tag : tag(tag, before));
            before = tag;
        }
        return tags;
    }

    /** An {@code I-} that began an entity, for it followed one of another kind, still does so where both kinds are one now. */
    private String tag(String tag, String before) {
        String kind = TaggedText.kind(tag);
        boolean joined = !before.equals(OUTSIDE)
                && !TaggedText.kind(before).equals(kind)
                && label(TaggedText.kind(before)).equals(label(kind));
        String prefix = joined ? BEGIN : tag.substring(0, INSIDE.length());
        return label(kind).map(name -> prefix + name).orElse(OUTSIDE);
    }
}
