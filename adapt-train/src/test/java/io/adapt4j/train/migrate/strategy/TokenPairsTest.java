package io.adapt4j.train.migrate.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.migrate.strategy.TokenPairs.Pair;
import org.junit.jupiter.api.Test;

class TokenPairsTest {

    private static TokenizedText text(int[] starts, int[] ends) {
        return new TokenizedText(new long[starts.length], new long[starts.length], starts, ends);
    }

    @Test
    void of_finerTokens_belongToTheOneThatHoldsThem() {
        TokenizedText words = text(new int[] {-1, 0, 5, -1}, new int[] {-1, 4, 9, -1}); // [CLS] card lost [SEP]
        TokenizedText pieces = text(new int[] {-1, 0, 2, 5, 6, -1}, new int[] {-1, 2, 4, 6, 9, -1});

        assertThat(TokenPairs.of(words, pieces))
                .containsExactly(
                        new Pair(0, 0), new Pair(1, 1), new Pair(1, 2), new Pair(2, 3), new Pair(2, 4), new Pair(3, 5));
        assertThat(TokenPairs.of(pieces, words))
                .containsExactly(new Pair(0, 0), new Pair(1, 1), new Pair(3, 2), new Pair(5, 3));
    }

    @Test
    void of_textCutShorter_leavesTheRestOut() {
        TokenizedText cut = text(new int[] {-1, 0, -1}, new int[] {-1, 4, -1});
        TokenizedText whole = text(new int[] {0, 5}, new int[] {4, 9}); // without special tokens

        assertThat(TokenPairs.of(cut, whole)).containsExactly(new Pair(1, 0));
        assertThat(TokenPairs.of(whole, cut)).containsExactly(new Pair(0, 1));
    }
}
