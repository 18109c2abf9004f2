package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.task.TokenClassificationSpec;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.TaggedText;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.spi.Objective;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Learning the entities in a text: base model, dropout, linear head and cross-entropy at each token. Every token of a word learns
 * the word's tag, those after the first of a {@code B-} word the {@code I-} of its kind.
 *
 * @param kinds the kinds of entities; empty to take those of the training data, sorted
 * @param input how texts are read; its pooling does not matter
 * @param headDropout probability with which an element of a token's vector is dropped in training, in [0, 1)
 */
public record TokenClassification(List<String> kinds, TextInput input, double headDropout)
        implements TrainingTask<TaggedText, TokenClassification> {

    public TokenClassification {
        kinds = List.copyOf(kinds);
        TextSamples.requireShare("headDropout", headDropout);
    }

    /** A task whose kinds are those of the training data, sorted. */
    public static TokenClassification inferKinds() {
        return new TokenClassification(List.of(), TextInput.defaults(), 0.1);
    }

    /** A task with these kinds of entities. */
    public static TokenClassification kinds(String... kinds) {
        return new TokenClassification(List.of(kinds), TextInput.defaults(), 0.1);
    }

    @Override
    public TokenClassification input(TextInput newInput) {
        return new TokenClassification(kinds, newInput, headDropout);
    }

    public TokenClassification headDropout(double newHeadDropout) {
        return new TokenClassification(kinds, input, newHeadDropout);
    }

    @Override
    public Learner<TaggedText> learner(ExampleSource<TaggedText> source) {
        return learner(source, false);
    }

    @Override
    public Learner<TaggedText> learnerGoingOn(ExampleSource<TaggedText> source) {
        return learner(source, !kinds.isEmpty());
    }

    /** @param knowing whether it may be that no text has an entity */
    private Learner<TaggedText> learner(ExampleSource<TaggedText> source, boolean knowing) {
        int count = TextSamples.requireSome(source);
        Set<String> present = new TreeSet<>();
        try (Stream<TaggedText> examples = source.stream()) {
            examples.flatMap(example -> example.tags().stream())
                    .filter(tag -> !tag.equals(TokenClassificationSpec.OUTSIDE))
                    .forEach(tag -> present.add(TaggedText.kind(tag)));
        }
        if (present.isEmpty() && !knowing) {
            throw new InvalidDataException("None of the " + count + " texts has an entity");
        }
        List<String> known = kinds.isEmpty() ? List.copyOf(present) : kinds;
        return new WithKinds(this, new TokenClassificationSpec(known, input.maxLength()));
    }

    @Override
    public ExampleKind<TaggedText> kind() {
        return ExampleKinds.TAGGED;
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("headDropout", headDropout);
        return json;
    }

    /** The task with its kinds. */
    private record WithKinds(TokenClassification task, TokenClassificationSpec tagged) implements Learner<TaggedText> {

        @Override
        public TaskSpec spec() {
            return tagged;
        }

        @Override
        public Objective objective() {
            return new Objective.TokenSoftmax(tagged.tags().size());
        }

        @Override
        public double headDropout() {
            return task.headDropout;
        }

        @Override
        public Samples samples(ExampleSource<TaggedText> source, SampleStorage storage) {
            return TextSamples.of(
                    source, task.kind(), task.input.encoder(), storage, TextSamples.Targets.each(this::targets));
        }

        private float[] targets(TaggedText example, TokenizedText tokens) {
            List<String> tags = tagged.tags();
            float[] targets = new float[tokens.length() * tags.size()];
            int word = 0;
            int start = 0;
            int begun = -1;
            for (int token = 0; token < tokens.length(); token++) {
                int at = tokens.starts()[token];
                if (at < 0) {
                    continue;
                }
                while (word + 1 < example.words().size()
                        && at > start + example.words().get(word).length()) {
                    start += example.words().get(word).length() + 1;
                    word++;
                }
                String tag = example.tags().get(word);
                if (word == begun && tag.startsWith(TokenClassificationSpec.BEGIN)) {
                    tag = TokenClassificationSpec.INSIDE + TaggedText.kind(tag);
                }
                begun = word;
                targets[token * tags.size() + index(tag)] = 1;
            }
            return targets;
        }

        private int index(String tag) {
            int index = tagged.tags().indexOf(tag);
            if (index < 0) {
                throw new InvalidDataException(
                        "A text has the tag \"" + tag + "\", but the task has the kinds " + tagged.kinds());
            }
            return index;
        }
    }
}
