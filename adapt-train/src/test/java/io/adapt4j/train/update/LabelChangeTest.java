package io.adapt4j.train.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.MultiLabelExample;
import io.adapt4j.train.data.TaggedText;
import io.adapt4j.train.data.TextPair;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LabelChangeTest {
    private static final List<String> LABELS = List.of("lost", "fees", "stolen", "spam", "top-up");
    private static final LabelChange CHANGE = LabelChange.none()
            .add("refund", "crypto")
            .rename("fees", "charges")
            .merge("card", "stolen", "lost")
            .remove("spam");

    private static void assertRefused(ThrowingCallable change, String... named) {
        assertThatThrownBy(change).isInstanceOf(InvalidDataException.class).hasMessageContainingAll(named);
    }

    @Test
    void of_allKindsOfChanges_keepsTheOrderOfTheOldLabels() {
        assertThat(CHANGE.of(LABELS)).containsExactly("card", "charges", "top-up", "refund", "crypto");
        assertThat(LabelChange.none().merge("stolen", "lost", "stolen").of(LABELS))
                .containsExactly("stolen", "fees", "spam", "top-up");
    }

    @Test
    void of_labelsThatItDoesNotFit_namesAllThatIsWrong() {
        LabelChange change = LabelChange.none()
                .add("lost")
                .rename("feees", "charges")
                .merge("fees", "top-up", "stolen")
                .remove("nonsense");

        assertRefused(
                () -> change.of(LABELS),
                "\"lost\" is to be added, but is there already",
                "no label \"feees\"; did you mean \"fees\"?",
                "\"fees\" is there already; to join [stolen, top-up] to it",
                "no label \"nonsense\"; known are [lost, fees, stolen, spam, top-up]");
        assertRefused(() -> LabelChange.none().of(LABELS), "changes nothing");
        assertRefused(() -> LabelChange.none().remove("a").of(List.of("a")), "leaves []");
    }

    @Test
    void change_thatContradictsItself_isRefused() {
        LabelChange none = LabelChange.none();

        assertRefused(() -> none.add("a", "a"), "two labels are to be \"a\"");
        assertRefused(() -> none.rename("a", "c").rename("b", "c"), "two labels are to be \"c\"; merge");
        assertRefused(() -> none.rename("a", "b").remove("a"), "\"a\" is renamed, merged or removed twice");
        assertRefused(() -> none.merge("c", "a", "b").merge("d", "b", "e"), "\"b\" is renamed");
        assertRefused(() -> none.rename("a", "b").rename("b", "a"), "\"b\" is to be a new name", "two changes");
        assertRefused(() -> none.remove("a").add("a"), "\"a\" is to be a new name");
        assertRefused(() -> none.rename("a", "a"), "become itself");
        assertRefused(() -> none.merge("c", "a", "a"), "\"a\" is to be merged into \"c\" twice");
        assertRefused(() -> none.merge("c"), "nothing is merged into \"c\"");
        assertRefused(() -> none.merge("c", Map.of("a", 1.0, "b", 0.0)), "weight of \"b\"", "0.0");
        assertRefused(() -> none.merge("c", Map.of("a", Double.NaN, "b", 1.0)), "weight of \"a\"", "NaN");
        assertRefused(() -> none.add(" "), "not blank");
    }

    @Test
    void relabel_examples_haveTheLabelsFromAfter() {
        List<Example> relabelled = CHANGE.relabel(ExampleSource.of(List.of(
                        new Example("a", "lost"),
                        new Example("b", "spam"),
                        new Example("c", "fees"),
                        new Example("d", "top-up"))))
                .read();

        assertThat(relabelled)
                .containsExactly(new Example("a", "card"), new Example("c", "charges"), new Example("d", "top-up"));
    }

    @Test
    void relabel_severalLabels_keepsTheExample() {
        List<MultiLabelExample> relabelled = CHANGE.relabel(ExampleSource.of(List.of(
                        new MultiLabelExample("a", Set.of("lost", "stolen", "top-up")),
                        new MultiLabelExample("b", Set.of("spam")))))
                .read();

        assertThat(relabelled)
                .containsExactly(
                        new MultiLabelExample("a", Set.of("card", "top-up")), new MultiLabelExample("b", Set.of()));
    }

    @Test
    void relabel_tags_movesBothTagsOfAKind() {
        TaggedText before = new TaggedText(
                List.of("1", "2", "3", "4", "5", "6", "7"),
                List.of("B-lost", "I-lost", "I-stolen", "I-stolen", "O", "B-spam", "I-fees"));

        TaggedText after =
                CHANGE.relabel(ExampleSource.of(List.of(before))).read().get(0);

        assertThat(after.tags()).containsExactly("B-card", "I-card", "B-card", "I-card", "O", "O", "I-charges");
        assertThat(after.entities().found()).hasSize(before.entities().found().size() - 1);
    }

    @Test
    void relabel_examplesWithoutLabels_areRefused() {
        assertThatThrownBy(() -> CHANGE.relabel(ExampleSource.of(List.of(new TextPair("a", "b"))))
                        .read())
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("TextPair");
    }

    @Test
    void toJson_saysAllOfIt() {
        assertThat(CHANGE.toJson().toString())
                .isEqualTo(
                        "{\"add\":[\"refund\",\"crypto\"],\"rename\":{\"fees\":\"charges\"},"
                                + "\"merge\":[{\"into\":\"card\",\"parts\":{\"lost\":1.0,\"stolen\":1.0}}],\"remove\":[\"spam\"]}");
    }
}
