package io.adapt4j.runtime.drift.sample;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.TokenizerFile;
import io.adapt4j.json.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds the token that stands for what a tokenizer does not know. */
public final class UnknownToken {
    private UnknownToken() {}

    /**
     * Its id: {@code unk_id} of a Unigram model, or the id of {@code unk_token} of the others.
     *
     * @return -1 when the tokenizer has none, as those of bytes
     */
    public static long of(TokenizerFile tokenizer) {
        JsonObject json = Json.parse("tokenizer.json", tokenizer.json().getBytes(StandardCharsets.UTF_8));
        if (!(json.get("model") instanceof JsonObject model)) {
            return -1;
        }
        JsonElement id = model.get("unk_id");
        if (isNumber(id)) {
            return id.getAsLong();
        }
        JsonElement token = model.get("unk_token");
        return token != null
                        && token.isJsonPrimitive()
                        && model.get("vocab") instanceof JsonObject vocabulary
                        && isNumber(vocabulary.get(token.getAsString()))
                ? vocabulary.get(token.getAsString()).getAsLong()
                : -1;
    }

    private static boolean isNumber(@Nullable JsonElement element) {
        return element != null
                && element.isJsonPrimitive()
                && element.getAsJsonPrimitive().isNumber();
    }
}
