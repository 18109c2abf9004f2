package io.adapt4j.runtime.pytorch.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.InvalidModelException;
import io.adapt4j.runtime.pytorch.script.Token.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
    private static List<Token> tokens(String text) {
        return Tokenizer.tokens(new SourceText("code/test.py", text));
    }

    private static List<String> texts(String text) {
        return tokens(text).stream()
                .map(token -> token.text().isEmpty() ? token.kind().toString() : token.text())
                .toList();
    }

    @Test
    void blocks_becomeIndents() {
        assertThat(texts("if a:\n  b\n\n    # comment\n  c\nd"))
                .containsExactly(
                        "if", "a", ":", "NEWLINE", "INDENT", "b", "NEWLINE", "c", "NEWLINE", "DEDENT", "d", "NEWLINE",
                        "END");
    }

    @Test
    void brackets_joinLines() {
        assertThat(texts("f(a,\n    b,\n  )\nc"))
                .containsExactly("f", "(", "a", ",", "b", ",", ")", "NEWLINE", "c", "NEWLINE", "END");
    }

    @Test
    void strings_keepQuotesBracketsAndComments() {
        assertThat(texts("x = \"don\\'t # (\\\"\"")).containsExactly("x", "=", "\"don\\'t # (\\\"\"", "NEWLINE", "END");
        assertThat(texts("'''a\nb'''")).containsExactly("'''a\nb'''", "NEWLINE", "END");
    }

    @Test
    void numbers_takeSignsOfExponentsOnly() {
        assertThat(texts("1.0000000000000001e-05-2."))
                .containsExactly("1.0000000000000001e-05", "-", "2.", "NEWLINE", "END");
    }

    @Test
    void spans_coverTheText() {
        String text = "def f(self: __torch__.M,\n    x: Tensor) -> Tensor:\n  return (self.a).forward(x, )\n";
        for (Token token : tokens(text)) {
            if (token.kind() != Kind.END) {
                assertThat(text.substring(token.start(), token.end())).isEqualTo(token.text());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"open", "f(", ")", "if a:\n    b\n  c\n", "if a:\n\tb\n", "a $ b", "'x\ny'"})
    void malformed_isAnErrorWithItsLine(String text) {
        assertThatThrownBy(() -> tokens(text))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("code/test.py")
                .hasMessageContaining("line ");
    }
}
