package io.adapt4j.train.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.BaseModel;
import io.adapt4j.task.Classification;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.Entities;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.MultiLabelSpec;
import io.adapt4j.task.Pooling;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.task.TokenClassificationSpec;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.MultiLabelExample;
import io.adapt4j.train.data.TaggedText;
import io.adapt4j.train.testing.junit.AdaptTest;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnshownLabelsTest {
    private static final List<String> LABELS = List.of("c", "b", "a");

    @Test
    void of_oneLabel_countsExamplesAndAnswers() {
        TextClassificationSpec spec = new TextClassificationSpec(LABELS, Pooling.MEAN, false, 32);
        Classification answer = new Classification(LABELS, List.of(0.2f, 0.7f, 0.1f));

        assertThat(UnshownLabels.of(spec, List.of(), List.of())).isEqualTo(LABELS);
        assertThat(UnshownLabels.of(spec, List.of(new Example("text", "a")), List.of(answer)))
                .containsExactly("c");
    }

    @Test
    void of_manyLabels_countsThoseGiven() {
        MultiLabelSpec spec = new MultiLabelSpec(LABELS, 0.5, Pooling.MEAN, false, 32);
        MultiLabel answer = new MultiLabel(LABELS, List.of(0.2f, 0.7f, 0.1f), 0.5);

        assertThat(UnshownLabels.of(spec, List.of(new MultiLabelExample("text", Set.of("c"))), List.of(answer)))
                .containsExactly("a");
    }

    @Test
    void of_entities_countsTheirKinds() {
        TokenClassificationSpec spec = new TokenClassificationSpec(LABELS, 32);
        TaggedText tagged = new TaggedText(List.of("in", "Rome"), List.of("O", "B-a"));
        Entities answer = new Entities(List.of(new Entities.Entity("b", 0, 4, "Oslo", 0.9f)));

        assertThat(UnshownLabels.of(spec, List.of(tagged), List.of(answer))).containsExactly("c");
    }

    @Test
    void of_taskWithoutLabels_isEmpty() {
        assertThat(UnshownLabels.of(new EmbeddingSpec(Pooling.MEAN, false, 32), List.of(), List.of()))
                .isEmpty();
    }

    @AdaptTest
    void migrate_trafficThatNeverHasALabel_saysThatNothingIsShownOfIt(BaseModel old) {
        List<String> texts = Inbox.examples(200, 5).stream()
                .filter(example -> !example.label().equals("travel"))
                .map(Example::text)
                .toList();
        try (BaseModel successor = Bases.successor(0.02, 3)) {
            Migrator migrator = MigratorTest.migrator(old, successor).texts(texts);
            Migration silent = migrator.migrate(Inbox.COSINE);
            Migration shown =
                    migrator.judgedOn(ExampleSource.of(Inbox.examples(40, 9))).migrate(Inbox.COSINE);

            assertThat(silent.passed()).isTrue();
            assertThat(silent.unshown()).containsExactly("travel");
            assertThat(silent.toMarkdown()).contains("texts or examples of them: travel.");
            assertThat(silent.orThrow()
                            .documents()
                            .get(Migration.DOCUMENT)
                            .getAsJsonArray("unshown")
                            .get(0)
                            .getAsString())
                    .isEqualTo("travel");
            assertThat(shown.unshown()).isEmpty();
            assertThat(shown.toMarkdown()).doesNotContain("Nothing is shown");
        }
    }
}
