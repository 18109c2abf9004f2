package io.adapt4j.runtime.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.google.common.base.CharMatcher;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.util.concurrent.UncheckedExecutionException;
import io.adapt4j.ContentHash;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * Turns texts into token ids with a Hugging Face {@code tokenizer.json}. Encoders of one tokenizer and length are one
 * object while anyone uses it. Safe for use by many threads.
 */
public final class TextEncoder {
    private static final CharMatcher NO_SPACE = CharMatcher.whitespace().negate();

    private static final Cache<Key, TextEncoder> ENCODERS =
            CacheBuilder.newBuilder().weakValues().build();

    static {
        Telemetry.optOut();
    }

    private final HuggingFaceTokenizer tokenizer;

    private record Key(ContentHash tokenizer, int maxLength) {}

    private TextEncoder(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * The encoder of a tokenizer that cuts texts to {@code maxLength} tokens, special tokens included.
     *
     * @throws InvalidDataException when the file is not a tokenizer
     */
    public static TextEncoder of(TokenizerFile file, int maxLength) {
        try {
            return ENCODERS.get(new Key(file.hash(), maxLength), () -> create(file, maxLength));
        } catch (ExecutionException | UncheckedExecutionException e) {
            if (e.getCause() instanceof AdaptException cause) {
                throw cause;
            }
            throw new InvalidDataException("Cannot read " + file + " as a Hugging Face tokenizer", e.getCause());
        }
    }

    private static TextEncoder create(TokenizerFile file, int maxLength) throws IOException {
        Map<String, String> options = Map.of(
                "padding",
                "false",
                "truncation",
                "true",
                "maxLength",
                Integer.toString(maxLength),
                "modelMaxLength",
                Integer.toString(maxLength));
        byte[] json = file.json().getBytes(StandardCharsets.UTF_8);
        return new TextEncoder(HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options));
    }

    /**
     * The tokens of one text.
     *
     * @throws InvalidInputException when it has none
     */
    public TokenizedText encode(String text) {
        return encode(List.of(text)).get(0);
    }

    /** The number of tokens of one text, as far as texts are read; 0 for one that has none. */
    public int length(String text) {
        return tokens(text).length();
    }

    private TokenizedText tokens(String text) {
        Encoding encoding = tokenizer.encode(wellFormed(text));
        CharSpan[] spans = encoding.getCharTokenSpans();
        int[] starts = new int[spans.length];
        int[] ends = new int[spans.length];
        Arrays.fill(starts, -1);
        Arrays.fill(ends, -1);
        int at = 0;
        int codePoints = 0;
        for (int token = 0; token < spans.length; token++) {
            if (spans[token] != null) {
                // The tokenizer counts code points. Tokens come in the order of the text, so that each goes on from the
                // last.
                if (spans[token].getStart() < codePoints) {
                    at = 0;
                    codePoints = 0;
                }
                at = text.offsetByCodePoints(at, spans[token].getStart() - codePoints);
                codePoints = spans[token].getStart();
                int end = text.offsetByCodePoints(at, spans[token].getEnd() - codePoints);
                // Many tokenizers count the space before a word to its first token.
                int start = NO_SPACE.indexIn(text, at);
                if (start >= 0 && start < end) {
                    starts[token] = start;
                    ends[token] = end;
                }
            }
        }
        return new TokenizedText(encoding.getIds(), encoding.getTypeIds(), starts, ends);
    }

    /** A text with U+FFFD for each half of a surrogate pair, of which the tokenizer would make several, and of whole pairs too. */
    private static String wellFormed(String text) {
        int[] points = text.codePoints()
                .map(point -> Character.getType(point) == Character.SURROGATE ? '\uFFFD' : point)
                .toArray();
        return new String(points, 0, points.length);
    }

    /**
     * The tokens of several texts, in their order.
     *
     * @throws InvalidInputException when one has none, as an empty text where the tokenizer adds no tokens of its own
     */
    public List<TokenizedText> encode(List<String> texts) {
        List<TokenizedText> encoded = new ArrayList<>();
        for (String text : texts) {
            TokenizedText tokens = tokens(text);
            if (tokens.length() == 0) {
                throw new InvalidInputException("The text at index " + encoded.size() + " has no tokens; leave it out");
            }
            encoded.add(tokens);
        }
        return List.copyOf(encoded);
    }
}
