package io.adapt4j.train.migrate.compare;

import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TokenizedText;
import java.util.List;

/**
 * A base model with the tokenizer that came with it. It does not own the model.
 *
 * @param model the base
 * @param tokenizer its tokenizer.json
 */
public record TextBase(BaseModel model, TokenizerFile tokenizer) {

    /**
     * Texts as the model reads them.
     *
     * @param maxLength tokens to which they are cut
     * @throws io.adapt4j.error.InvalidDataException when the tokenizer is none
     */
    public List<TokenizedText> encode(List<String> texts, int maxLength) {
        return TextEncoder.of(tokenizer, maxLength).encode(texts);
    }
}
