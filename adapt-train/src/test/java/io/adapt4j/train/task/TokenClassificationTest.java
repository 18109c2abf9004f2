package io.adapt4j.train.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.kit.SpacedTokenizers;
import io.adapt4j.task.Entities;
import io.adapt4j.task.TokenClassificationSpec;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.TaggedText;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.testing.TinyBase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenClassificationTest {
    private static final TokenizerFile WORDS =
            SpacedTokenizers.metaspace("_in", "_near", "_we", "_saw", "_New", "_York", "_Rome");
    private static final TaggedText NEW_YORK =
            new TaggedText(List.of("in", "New", "York"), List.of("O", "B-LOC", "I-LOC"));

    /** The tag that each token learns; nothing for those that learn none. */
    private static List<String> tags(TokenizerFile tokenizer, TaggedText text) {
        ExampleSource<TaggedText> source = ExampleSource.of(List.of(text));
        Learner<TaggedText> learner =
                TokenClassification.kinds("LOC").tokenizer(tokenizer).learner(source);
        List<String> names = ((TokenClassificationSpec) learner.spec()).tags();
        List<String> tags = new ArrayList<>();
        try (Samples samples = learner.samples(source, SampleStorage.defaults())) {
            float[] targets = samples.batch(new int[] {0}, 0).targets()[0];
            for (int token = 0; token < targets.length / names.size(); token++) {
                String learnt = "";
                for (int tag = 0; tag < names.size(); tag++) {
                    learnt = targets[token * names.size() + tag] > 0 ? names.get(tag) : learnt;
                }
                tags.add(learnt);
            }
        }
        return tags;
    }

    @Test
    void samples_spaceCountedToTheWord_everyWordLearnsItsTag() {
        assertThat(tags(WORDS, NEW_YORK)).containsExactly("O", "B-LOC", "I-LOC");
        assertThat(tags(SpacedTokenizers.byteLevel("in", "_New", "_York"), NEW_YORK))
                .containsExactly("O", "B-LOC", "I-LOC");
    }

    @Test
    void samples_tokenOfASpaceAlone_learnsNothing() {
        TaggedText text = new TaggedText(List.of("ab", "a", "b"), List.of("B-LOC", "I-LOC", "B-LOC"));

        assertThat(tags(SpacedTokenizers.bytes("_", "a", "b"), text))
                .containsExactly("B-LOC", "I-LOC", "", "I-LOC", "", "B-LOC");
    }

    @Test
    void samples_severalTokensAtTheFirstCharacter_oneBeginsTheEntity() {
        TaggedText text = new TaggedText(List.of("a", "\u00e5b"), List.of("O", "B-LOC"));

        // the two bytes of an a with a ring
        assertThat(tags(SpacedTokenizers.bytes("_", "a", "b"), text))
                .containsExactly("O", "", "B-LOC", "I-LOC", "I-LOC");
        // the space that is put before the text
        assertThat(tags(
                        SpacedTokenizers.metaspaceCharacters("_", "a", "b"),
                        new TaggedText(List.of("ab"), List.of("B-LOC"))))
                .containsExactly("B-LOC", "I-LOC", "I-LOC");
    }

    @Test
    void train_spaceCountedToTheWord_findsEntitiesWhereTheyAre() {
        List<TaggedText> examples = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            examples.add(NEW_YORK);
            examples.add(new TaggedText(List.of("we", "saw", "Rome"), List.of("O", "O", "B-LOC")));
            examples.add(
                    new TaggedText(List.of("New", "York", "near", "Rome"), List.of("B-LOC", "I-LOC", "O", "B-LOC")));
        }
        try (BaseModel base = TinyBase.open(1);
                AdapterHost host = AdapterHost.on(base)) {
            Adapter adapter = Trainer.on(base)
                    .method(Lora.rank(4))
                    .task(TokenClassification.inferKinds().tokenizer(WORDS))
                    .epochs(20)
                    .batchSize(8)
                    .learningRate(1e-2)
                    .train(ExampleSource.of(examples))
                    .adapter();
            host.deploy("places", adapter);

            assertThat(host.answer("places", "we saw New York", Entities.class).found())
                    .extracting(Entities.Entity::text, Entities.Entity::start, Entities.Entity::end)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("New York", 7, 15));
        }
    }
}
