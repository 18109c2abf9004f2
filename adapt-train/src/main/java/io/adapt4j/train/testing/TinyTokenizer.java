package io.adapt4j.train.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.adapt4j.TokenizerFile;
import java.util.ArrayList;
import java.util.List;

/** A tokenizer.json whose word pieces are single characters. */
final class TinyTokenizer {
    private static final String CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,:;!?'\"-()$%&@#*/+=";

    /** The pieces, in the order of their ids. */
    static final List<String> VOCABULARY = vocabulary();

    static final TokenizerFile FILE = TokenizerFile.of(json());

    private TinyTokenizer() {}

    private static List<String> vocabulary() {
        List<String> pieces = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]"));
        for (String prefix : List.of("", "##")) {
            CHARACTERS.chars().forEach(c -> pieces.add(prefix + (char) c));
        }
        return List.copyOf(pieces);
    }

    private static String json() {
        JsonObject root = JsonParser.parseString("""
                {"version": "1.0", "truncation": null, "padding": null,
                 "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                                "strip_accents": null, "lowercase": true},
                 "pre_tokenizer": {"type": "BertPreTokenizer"},
                 "post_processor": {"type": "TemplateProcessing",
                   "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                              {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
                   "pair": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                            {"SpecialToken": {"id": "[SEP]", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}},
                            {"SpecialToken": {"id": "[SEP]", "type_id": 1}}],
                   "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
                                      "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
                 "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
                 "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                           "max_input_chars_per_word": 100}}
                """).getAsJsonObject();
        JsonObject ids = new JsonObject();
        JsonArray special = new JsonArray();
        for (int id = 0; id < VOCABULARY.size(); id++) {
            ids.addProperty(VOCABULARY.get(id), id);
            if (id < 4) {
                JsonObject token = new JsonObject();
                token.addProperty("id", id);
                token.addProperty("content", VOCABULARY.get(id));
                for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
                    token.addProperty(flag, false);
                }
                token.addProperty("special", true);
                special.add(token);
            }
        }
        root.getAsJsonObject("model").add("vocab", ids);
        root.add("added_tokens", special);
        return root.toString();
    }
}
