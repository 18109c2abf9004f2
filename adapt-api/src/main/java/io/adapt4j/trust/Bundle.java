package io.adapt4j.trust;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.adapt4j.error.TrustException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * A signature in a file of its own: a <a href="https://docs.sigstore.dev/about/bundle/">Sigstore bundle</a> 0.3 that holds a <a
 * href="https://github.com/secure-systems-lab/dsse">DSSE</a> envelope with one signature. What is not signed in it, such as
 * entries of a transparency log that nothing here verifies, is refused rather than ignored.
 *
 * @param file for messages
 * @param identity whose signature it claims to be
 * @param payload what is signed, together with its type
 */
@SuppressWarnings("ArrayRecordComponent")
record Bundle(String file, Identity identity, String payloadType, byte[] payload, byte[] signature) {
    static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private static final int LARGEST = 1 << 20;
    private static final int LONGEST_CHAIN = 8;

    /** Who a bundle says has signed. */
    sealed interface Identity {}

    /** The owner of a key, by {@link Signer#hint}. */
    record KeyHint(String hint) implements Identity {}

    /** The owner of a key, by its PEM, as bundles were before version 1.1 of the reference implementation. */
    record KeyText(String pem, String details) implements Identity {}

    /** The subject of the first of some certificates. */
    record Chain(List<byte[]> certificates) implements Identity {}

    static byte[] sign(String payloadType, byte[] payload, Signer signer) {
        JsonObject signature = new JsonObject();
        signature.addProperty(
                "sig",
                Base64.getEncoder().encodeToString(signer.sign(Dsse.preAuthenticationEncoding(payloadType, payload))));
        signature.addProperty("keyid", "");
        JsonArray signatures = new JsonArray();
        signatures.add(signature);
        JsonObject envelope = new JsonObject();
        envelope.addProperty("payload", Base64.getEncoder().encodeToString(payload));
        envelope.addProperty("payloadType", payloadType);
        envelope.add("signatures", signatures);
        JsonObject bundle = new JsonObject();
        bundle.addProperty("mediaType", MEDIA_TYPE);
        bundle.add("verificationMaterial", signer.verificationMaterial());
        bundle.add("dsseEnvelope", envelope);
        return JsonLayout.COMPACT.write(bundle);
    }

    static Bundle parse(String file, byte[] bytes, String payloadType) {
        if (bytes.length > LARGEST) {
            throw new TrustException(file, "has " + bytes.length + " bytes; a signature has at most " + LARGEST);
        }
        JsonObject bundle = StrictJson.parse(file, bytes);
        if (!JsonLayout.isWellSet(bytes, bundle)) {
            throw new TrustException(file, "was altered: its white space or spelling is no writer's of bundles");
        }
        StrictJson.members(file, bundle, Set.of("mediaType", "verificationMaterial", "dsseEnvelope"), Set.of());
        expect(file, "mediaType", MEDIA_TYPE, StrictJson.string(file, bundle, "mediaType"));
        JsonObject envelope = StrictJson.object(file, bundle, "dsseEnvelope");
        StrictJson.members(file, envelope, Set.of("payload", "payloadType", "signatures"), Set.of());
        expect(file, "payloadType", payloadType, StrictJson.string(file, envelope, "payloadType"));
        JsonArray signatures = StrictJson.array(file, envelope, "signatures");
        if (signatures.size() != 1 || !signatures.get(0).isJsonObject()) {
            throw StrictJson.wrong(file, "signatures", "one signature", signatures);
        }
        JsonObject signature = signatures.get(0).getAsJsonObject();
        StrictJson.members(file, signature, Set.of("sig"), Set.of("keyid"));
        JsonElement keyId = signature.get("keyid");
        if (keyId != null && !keyId.isJsonNull() && !keyId.equals(new JsonPrimitive(""))) {
            throw StrictJson.wrong(file, "keyid", "nothing, which is what it is used for here,", keyId);
        }
        return new Bundle(
                file,
                identity(file, StrictJson.object(file, bundle, "verificationMaterial")),
                payloadType,
                base64(file, envelope, "payload"),
                base64(file, signature, "sig"));
    }

    private static Identity identity(String file, JsonObject material) {
        if (material.has("certificate")) {
            throw new TrustException(
                    file,
                    "is signed without a key (Sigstore's keyless method), which takes a transparency log to verify;"
                            + " supported are keys and certificate chains");
        }
        String method = material.has("publicKey") ? "publicKey" : "x509CertificateChain";
        StrictJson.members(file, material, Set.of(method), Set.of("tlogEntries", "timestampVerificationData"));
        if (material.has("tlogEntries")
                && !StrictJson.array(file, material, "tlogEntries").isEmpty()) {
            throw new TrustException(file, "has entries of a transparency log, which are not verified here");
        }
        if (material.has("timestampVerificationData")
                && !StrictJson.object(file, material, "timestampVerificationData")
                        .isEmpty()) {
            throw new TrustException(file, "has timestamps, which are not verified here");
        }
        JsonObject found = StrictJson.object(file, material, method);
        if (method.equals("publicKey")) {
            return key(file, found);
        }
        StrictJson.members(file, found, Set.of("certificates"), Set.of());
        JsonArray listed = StrictJson.array(file, found, "certificates");
        if (listed.isEmpty() || listed.size() > LONGEST_CHAIN) {
            throw new TrustException(
                    file, "has " + listed.size() + " certificates; expected are 1 to " + LONGEST_CHAIN);
        }
        List<byte[]> certificates = new ArrayList<>();
        for (JsonElement entry : listed) {
            if (!entry.isJsonObject()) {
                throw StrictJson.wrong(file, "certificates", "objects", entry);
            }
            StrictJson.members(file, entry.getAsJsonObject(), Set.of("rawBytes"), Set.of());
            certificates.add(base64(file, entry.getAsJsonObject(), "rawBytes"));
        }
        return new Chain(certificates);
    }

    private static Identity key(String file, JsonObject key) {
        if (key.has("hint")) {
            StrictJson.members(file, key, Set.of("hint"), Set.of());
            return new KeyHint(StrictJson.string(file, key, "hint"));
        }
        StrictJson.members(file, key, Set.of("rawBytes", "keyDetails"), Set.of());
        return new KeyText(
                new String(base64(file, key, "rawBytes"), StandardCharsets.ISO_8859_1),
                StrictJson.string(file, key, "keyDetails"));
    }

    /** Decodes the standard alphabet, in the one spelling that each sequence of bytes has. */
    private static byte[] base64(String file, JsonObject object, String name) {
        String text = StrictJson.string(file, object, name);
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length > 0 && Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // It is said below.
        }
        throw StrictJson.wrong(file, name, "Base64 in its canonical form", object.get(name));
    }

    private static void expect(String file, String name, String expected, String given) {
        if (!given.equals(expected)) {
            throw new TrustException(file, "has the " + name + " \"" + given + "\"; supported is \"" + expected + "\"");
        }
    }
}
