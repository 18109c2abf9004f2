package io.adapt4j;

import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import io.adapt4j.error.InvalidDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The content of a Hugging Face {@code tokenizer.json}. Equal contents are one object in memory, so that thousands of
 * adapters of one base hold one tokenizer.
 *
 * @param hash the hash of the content in UTF-8
 * @param json the content
 */
public record TokenizerFile(ContentHash hash, String json) {
    private static final Interner<TokenizerFile> INTERNER = Interners.newWeakInterner();

    public static TokenizerFile of(String json) {
        return INTERNER.intern(new TokenizerFile(ContentHash.of(json.getBytes(StandardCharsets.UTF_8)), json));
    }

    /**
     * Reads a file.
     *
     * @throws InvalidDataException when it cannot be read
     */
    public static TokenizerFile read(Path file) {
        try {
            return of(Files.readString(file));
        } catch (IOException e) {
            throw new InvalidDataException(
                    "Cannot read the tokenizer " + file.toAbsolutePath()
                            + "; expected the tokenizer.json that came with the base model",
                    e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenizerFile that && hash.equals(that.hash);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return "tokenizer.json " + hash;
    }
}
