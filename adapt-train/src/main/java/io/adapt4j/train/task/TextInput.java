package io.adapt4j.train.task;

import io.adapt4j.TokenizerFile;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.task.Pooling;
import java.util.Optional;

/**
 * How a task reads texts.
 *
 * @param tokenizer the tokenizer that came with the base model
 * @param pooling how hidden states become one vector
 * @param maxLength texts are cut to this many tokens
 */
public record TextInput(Optional<TokenizerFile> tokenizer, Pooling pooling, int maxLength) {

    public TextInput {
        if (maxLength < 2) {
            throw new IllegalArgumentException("maxLength is at least 2 tokens, but was " + maxLength);
        }
    }

    /** No tokenizer yet, the mean of the tokens, 128 tokens. */
    public static TextInput defaults() {
        return new TextInput(Optional.empty(), Pooling.MEAN, 128);
    }

    /**
     * The tokenizer, which must have been given.
     *
     * @throws InvalidDataException when it has not
     */
    public TokenizerFile requireTokenizer() {
        return tokenizer.orElseThrow(() -> new InvalidDataException(
                "The task has no tokenizer; give it the tokenizer.json that came with the base model"));
    }

    /**
     * The encoder of texts.
     *
     * @throws InvalidDataException when there is no tokenizer, or the file is not one
     */
    public TextEncoder encoder() {
        return TextEncoder.of(requireTokenizer(), maxLength);
    }
}
