package io.adapt4j.runtime.kit;

import io.adapt4j.TokenizerFile;
import java.util.ArrayList;
import java.util.List;

/** Tokenizers that count the space before a word to the word's first token, as those of DeBERTa and GPT-2 do. */
public final class SpacedTokenizers {
    private static final String METASPACE =
            "\"type\": \"Metaspace\", \"replacement\": \"\u2581\", \"prepend_scheme\": \"always\", \"split\": true";
    private static final String BYTE_LEVEL =
            "\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": false, \"use_regex\": true";
    private static final String WHOLE = "\"type\": \"WordLevel\"";
    private static final String PIECES = "\"type\": \"BPE\", \"merges\": []";

    private SpacedTokenizers() {}

    /** Each word is a token. A {@code _} in a word of the vocabulary is the space before it. */
    public static TokenizerFile metaspace(String... words) {
        return of(METASPACE, WHOLE, "\u2581", words);
    }

    /** As {@link #metaspace}, with GPT-2's way of writing spaces. */
    public static TokenizerFile byteLevel(String... words) {
        return of(BYTE_LEVEL, WHOLE, "\u0120", words);
    }

    /** Each character is a token, and so is each space: {@code _} in the vocabulary. */
    public static TokenizerFile metaspaceCharacters(String... characters) {
        return of(METASPACE, PIECES, "\u2581", characters);
    }

    /** Each byte is a token. Those beyond ASCII are not in the vocabulary. */
    public static TokenizerFile bytes(String... characters) {
        return of(BYTE_LEVEL, PIECES, "\u0120", characters);
    }

    private static TokenizerFile of(String preTokenizer, String model, String space, String... vocabulary) {
        List<String> ids = new ArrayList<>(List.of("\"[UNK]\": 0"));
        for (String piece : vocabulary) {
            ids.add("\"" + piece.replace("_", space) + "\": " + ids.size());
        }
        return TokenizerFile.of("""
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
                 "pre_tokenizer": {%s}, "post_processor": null, "decoder": null,
                 "model": {%s, "unk_token": "[UNK]", "vocab": {%s}}}
                """.formatted(preTokenizer, model, String.join(", ", ids)));
    }
}
