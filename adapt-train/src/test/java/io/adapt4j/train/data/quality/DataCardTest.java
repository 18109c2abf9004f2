package io.adapt4j.train.data.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.task.Samples;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataCardTest {
    private static final ExampleSource<Example> SOURCE = ExampleSource.of(List.of(
            new Example("a", "x"),
            new Example("ab  cd", "y|z"),
            new Example("AB cd ", "x"),
            new Example("a", "x"),
            new Example("\ud83c\udf5c!", "x")));

    @Test
    void of_examples_countsThem() {
        DataCard card = DataCard.of(SOURCE, ExampleKinds.LABELLED);

        assertThat(card.rows()).isEqualTo(5);
        assertThat(card.labels()).isEqualTo(Map.of("x", 4, "y|z", 1));
        assertThat(card.repeated()).isEqualTo(1);
        assertThat(card.repeatedNormalised()).isEqualTo(2);
        Lengths characters = card.lengths().get("characters");
        assertThat(List.of(characters.least(), characters.median(), characters.most95(), characters.most()))
                .containsExactly(1, 2, 6, 6);
        assertThat(characters.mean()).isCloseTo(16 / 5.0, within(1e-12));
        assertThat(characters.histogram()).isEqualTo(Map.of(1, 2, 2, 1, 4, 2));
        assertThat(card.lengths().get("words").histogram()).isEqualTo(Map.of(1, 3, 2, 2));
        assertThat(card.lengths()).doesNotContainKey("tokens");
    }

    @Test
    void hash_isThatOfTheManifest() {
        TextClassification task = TextClassification.inferLabels().tokenizer(TinyBase.tokenizer());
        try (Samples samples = task.learner(SOURCE).samples(SOURCE, SampleStorage.defaults())) {
            assertThat(DataCard.of(SOURCE, ExampleKinds.LABELLED).hash()).isEqualTo(samples.hash());
        }
    }

    @Test
    void of_encoder_countsTokensWithThoseAtTheEnds() {
        DataCard card = DataCard.of(SOURCE, ExampleKinds.LABELLED, TextEncoder.of(TinyBase.tokenizer(), 64));

        assertThat(card.lengths().get("tokens").least()).isEqualTo(3);
    }

    /** The tiny base's tokenizer without tokens of its own: an empty text has none. */
    private static TokenizerFile bare() {
        JsonObject json = JsonParser.parseString(TinyBase.tokenizer().json()).getAsJsonObject();
        json.remove("post_processor");
        return TokenizerFile.of(json.toString());
    }

    @Test
    void of_textWithoutTokens_countsNone() {
        ExampleSource<Example> some = ExampleSource.of(List.of(new Example("ab", "x"), new Example("", "y")));

        DataCard card = DataCard.of(some, ExampleKinds.LABELLED, TextEncoder.of(bare(), 64));

        assertThat(card.lengths().get("tokens").histogram()).isEqualTo(Map.of(0, 1, 2, 1));
    }

    @Test
    void samples_textWithoutTokens_isNamedByItsRow() {
        List<Example> many = new ArrayList<>(Collections.nCopies(600, new Example("ab", "x")));
        many.set(299, new Example("", "x"));
        many.set(301, new Example(" ", "y"));
        ExampleSource<Example> source = ExampleSource.of(many);
        TextClassification task = TextClassification.inferLabels().tokenizer(bare());

        assertThatThrownBy(() -> task.learner(source).samples(source, SampleStorage.defaults()))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("no tokens")
                .hasMessageContaining(": 299, 301");
    }

    @Test
    void toMarkdown_anyLabel_staysInItsCell() {
        assertThat(DataCard.of(SOURCE, ExampleKinds.LABELLED).toMarkdown())
                .contains("| examples | 5 |")
                .contains("| y\\|z | 1 | 20.0% |")
                .contains("| x | 4 | 80.0% |")
                .contains("      4- #");
        assertThat(DataCard.of(SOURCE, ExampleKinds.LABELLED).toJson().toString())
                .contains("\"rows\":5")
                .contains("\"most95\":6");
    }

    @Test
    void of_nothing_isRefused() {
        assertThatThrownBy(() -> DataCard.of(ExampleSource.of(List.of()), ExampleKinds.LABELLED))
                .isInstanceOf(InvalidDataException.class);
    }
}
