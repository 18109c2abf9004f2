package io.adapt4j.examples.migrate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.adapt4j.TokenizerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The vocabulary of a llama2.c model as a tokenizer.json. Its encoder merges the adjacent pair whose piece has the best score; that is byte-pair
 * encoding in which every pair that makes a piece is a merge, in the order of the pieces' scores.
 */
final class LlamaTokenizer {
    private static final int BOS = 1;

    private LlamaTokenizer() {}

    private record Piece(String text, int id, double score) {}

    /**
     * Reads a vocabulary.
     *
     * @param file a list of pairs of piece and score, by id
     */
    static TokenizerFile read(Path file) throws IOException {
        List<Piece> pieces = new ArrayList<>();
        for (JsonElement row : JsonParser.parseString(Files.readString(file)).getAsJsonArray()) {
            JsonArray pair = row.getAsJsonArray();
            pieces.add(new Piece(
                    pair.get(0).getAsString(), pieces.size(), pair.get(1).getAsDouble()));
        }
        return TokenizerFile.of(json(pieces).toString());
    }

    private static JsonObject json(List<Piece> pieces) {
        JsonObject vocabulary = new JsonObject();
        Map<String, Piece> byText = new HashMap<>();
        for (Piece piece : pieces) {
            vocabulary.addProperty(piece.text, piece.id);
            byText.put(piece.text, piece);
        }
        JsonObject model = new JsonObject();
        model.addProperty("type", "BPE");
        model.addProperty("unk_token", pieces.get(0).text);
        model.addProperty("fuse_unk", true);
        model.addProperty("byte_fallback", true);
        model.add("vocab", vocabulary);
        model.add("merges", merges(pieces, byText));
        JsonObject prefix = new JsonObject();
        prefix.addProperty("type", "Prepend");
        prefix.addProperty("prepend", " ");
        JsonObject json = new JsonObject();
        json.addProperty("version", "1.0");
        json.add("added_tokens", special(pieces.get(BOS)));
        json.add("normalizer", prefix);
        json.add("post_processor", begin(pieces.get(BOS)));
        json.add("model", model);
        return json;
    }

    private static JsonArray merges(List<Piece> pieces, Map<String, Piece> byText) {
        List<Piece> best = new ArrayList<>(pieces);
        best.sort(Comparator.comparingDouble((Piece piece) -> -piece.score));
        JsonArray merges = new JsonArray();
        for (Piece piece : best) {
            for (int cut = 1; cut < piece.text.length(); cut++) {
                String left = piece.text.substring(0, cut);
                String right = piece.text.substring(cut);
                if (byText.containsKey(left) && byText.containsKey(right)) {
                    JsonArray merge = new JsonArray();
                    merge.add(left);
                    merge.add(right);
                    merges.add(merge);
                }
            }
        }
        return merges;
    }

    private static JsonArray special(Piece token) {
        JsonObject added = new JsonObject();
        added.addProperty("id", token.id);
        added.addProperty("content", token.text);
        for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
            added.addProperty(flag, false);
        }
        added.addProperty("special", true);
        JsonArray all = new JsonArray();
        all.add(added);
        return all;
    }

    /** The token of the beginning before each text. */
    private static JsonObject begin(Piece token) {
        JsonArray single = new JsonArray();
        single.add(part("SpecialToken", token.text));
        single.add(part("Sequence", "A"));
        JsonArray pair = single.deepCopy();
        pair.add(part("Sequence", "B"));
        JsonObject template = new JsonObject();
        template.addProperty("type", "TemplateProcessing");
        template.add("single", single);
        template.add("pair", pair);
        JsonObject ids = new JsonObject();
        ids.addProperty("id", token.text);
        JsonArray id = new JsonArray();
        id.add(token.id);
        ids.add("ids", id);
        JsonArray text = new JsonArray();
        text.add(token.text);
        ids.add("tokens", text);
        JsonObject tokens = new JsonObject();
        tokens.add(token.text, ids);
        template.add("special_tokens", tokens);
        return template;
    }

    private static JsonObject part(String kind, String id) {
        JsonObject what = new JsonObject();
        what.addProperty("id", id);
        what.addProperty("type_id", 0);
        JsonObject part = new JsonObject();
        part.add(kind, what);
        return part;
    }
}
