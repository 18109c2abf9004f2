package io.adapt4j.audit;

import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.TrustException;
import io.adapt4j.json.Json;
import io.adapt4j.trust.SignedDocument;
import io.adapt4j.trust.Signer;
import io.adapt4j.trust.TrustedSigner;
import java.time.Clock;

/**
 * How far a log has got. Kept elsewhere, or signed, it is an anchor: the log can no longer lose entries up to there, nor have
 * others in their place, without {@link AuditLog#verify(AuditHead)} telling.
 *
 * @param size the number of entries
 * @param hash the hash of the last one, and so of all; zeros where there is none
 */
public record AuditHead(long size, ContentHash hash) {
    /** Of a log without entries. */
    public static final AuditHead EMPTY = new AuditHead(0, new ContentHash("0".repeat(64)));

    private static final String TYPE = "application/vnd.adapt4j.audit-head+json";

    /** The head in a signed envelope. */
    public byte[] sign(Signer signer) {
        JsonObject json = new JsonObject();
        json.addProperty("size", size);
        json.addProperty("hash", hash.toString());
        return SignedDocument.sign(TYPE, Json.write(json), signer);
    }

    /**
     * The head that was signed.
     *
     * @param file for messages
     * @throws TrustException when it was altered or the signer has not signed it
     */
    public static AuditHead verify(String file, byte[] signed, TrustedSigner signer, Clock clock) {
        byte[] document = SignedDocument.verify(file, signed, TYPE, signer, clock);
        try {
            JsonObject json = Json.parse(file, document);
            return new AuditHead(
                    (long) Json.number(json, "size", file), ContentHash.parse(Json.string(json, "hash", file)));
        } catch (TrustException e) {
            throw e;
        } catch (AdaptException e) {
            throw new TrustException(file, "holds no head of an audit log: " + e.getMessage(), e);
        }
    }
}
