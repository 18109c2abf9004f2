package io.adapt4j.runtime.drift.sample;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.json.Json;
import java.util.Optional;

/**
 * What traffic is compared with: observations of validation data or of a first window of traffic, answered by the adapter
 * that is watched. It can be saved with the adapter as a document.
 */
public final class Reference {
    /** The name of the document beside an adapter. */
    public static final String DOCUMENT = "drift-reference";

    private final Summary summary;
    private final TokenSet tokens;
    private final long unknownToken;

    Reference(Summary summary, TokenSet tokens, long unknownToken) {
        this.summary = summary;
        this.tokens = tokens;
        this.unknownToken = unknownToken;
        if (summary.observations() < 2) {
            throw new InvalidDataException(
                    "A reference is made of 2 observations or more, but there were " + summary.observations());
        }
    }

    /** What is remembered of its observations. */
    public Summary summary() {
        return summary;
    }

    /** What the features of new observations are taken against. */
    public Known known(int window) {
        return new Known(tokens, unknownToken, window);
    }

    /** The adapter with this reference beside it. */
    public Adapter addTo(Adapter adapter) {
        return adapter.withDocument(DOCUMENT, toJson());
    }

    /**
     * The reference that is beside an adapter, if there is one.
     *
     * @throws InvalidAdapterException when it is damaged
     */
    public static Optional<Reference> of(Adapter adapter) {
        return Optional.ofNullable(adapter.documents().get(DOCUMENT)).map(Reference::parse);
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("unknownToken", unknownToken);
        json.addProperty("tokens", tokens.toBase64());
        json.add("summary", SummaryCodec.write(summary));
        return json;
    }

    /** @throws InvalidAdapterException when the document is damaged or of another version */
    public static Reference parse(JsonObject json) {
        String name = DOCUMENT + ".json";
        if (json.get("summary") == null || !json.get("summary").isJsonObject()) {
            throw Json.wrong(name, "summary", "an object", json.get("summary"));
        }
        try {
            return new Reference(
                    SummaryCodec.read(json.getAsJsonObject("summary"), name),
                    TokenSet.fromBase64(Json.string(json, "tokens", name)),
                    Json.integer(json, "unknownToken", name));
        } catch (IllegalArgumentException e) {
            throw Json.wrong(name, "tokens", "bits in Base64", json.get("tokens"));
        } catch (InvalidDataException e) {
            throw new InvalidAdapterException(name + " is no reference: " + e.getMessage(), e);
        }
    }

    /** The identity of its content. */
    public ContentHash hash() {
        return ContentHash.of(Json.write(toJson()));
    }
}
