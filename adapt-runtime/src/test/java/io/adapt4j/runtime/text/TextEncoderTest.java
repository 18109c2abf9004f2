package io.adapt4j.runtime.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.runtime.kit.SpacedTokenizers;
import io.adapt4j.runtime.kit.TextAdapters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextEncoderTest {
    private static final int LENGTH = 32;

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D ok \uD83D\uDE00 fine", "\uD83D\uDE00 ok \uDE00\uD83D fine", "ok fine\uD83D"})
    void encode_halfOfASurrogatePair_isOneUnknownCharacter(String text) {
        TextEncoder encoder = TextEncoder.of(TextAdapters.TOKENIZER, LENGTH);
        String replaced = text.replaceAll("[\\uD800-\\uDFFF]", "\uFFFD");
        TokenizedText tokens = encoder.encode(text);

        assertThat(tokens.ids()).containsExactly(encoder.encode(replaced).ids());
        assertThat(words(text, tokens)).contains("ok", "fine").allSatisfy(word -> assertThat(word)
                .doesNotContain(" "));
    }

    private static List<String> words(String text, TokenizedText tokens) {
        return java.util.stream.IntStream.range(0, tokens.length())
                .filter(token -> tokens.starts()[token] >= 0)
                .mapToObj(token -> text.substring(tokens.starts()[token], tokens.ends()[token]))
                .toList();
    }

    @Test
    void encode_textWithoutTokens_isRefusedByItsIndex() {
        JsonObject json = JsonParser.parseString(TextAdapters.TOKENIZER.json()).getAsJsonObject();
        json.remove("post_processor");
        TextEncoder encoder = TextEncoder.of(TokenizerFile.of(json.toString()), LENGTH);
        assertThat(encoder.encode("hello").length()).isEqualTo(1);

        assertThatThrownBy(() -> encoder.encode(List.of("hello", "", "you")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("index 1");
        assertThatThrownBy(() -> encoder.encode("")).isInstanceOf(InvalidInputException.class);
    }

    /** Where each token begins, and what it stands for; nothing for those that are nowhere. */
    private static List<String> places(TokenizerFile tokenizer, String text) {
        TokenizedText tokens = TextEncoder.of(tokenizer, LENGTH).encode(text);
        List<String> places = new ArrayList<>();
        for (int token = 0; token < tokens.length(); token++) {
            int start = tokens.starts()[token];
            places.add(start < 0 ? "" : start + " " + text.substring(start, tokens.ends()[token]));
        }
        return places;
    }

    @Test
    void encode_spaceCountedToTheWord_startsAtItsFirstCharacter() {
        String text = "in New \uD83D\uDE00 York";

        assertThat(places(SpacedTokenizers.metaspace("_in", "_New", "_York"), text))
                .containsExactly("0 in", "3 New", "7 \uD83D\uDE00", "10 York");
        assertThat(places(SpacedTokenizers.byteLevel("in", "_New", "_York"), text))
                .containsExactly("0 in", "3 New", "7 \uD83D\uDE00", "10 York");
    }

    @Test
    void encode_tokenOfWhiteSpaceAlone_isNowhere() {
        assertThat(places(SpacedTokenizers.bytes("_", "a", "b"), "a b\u00a0a"))
                .containsExactly("0 a", "", "2 b", "", "", "4 a");
        assertThat(places(SpacedTokenizers.byteLevel("in", "_New"), "in   New")).containsExactly("0 in", "", "5 New");
    }
}
