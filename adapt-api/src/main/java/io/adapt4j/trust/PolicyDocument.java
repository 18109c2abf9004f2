package io.adapt4j.trust;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.error.TrustException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads a {@link TrustPolicy} from JSON. */
final class PolicyDocument {
    private static final int LARGEST = 1 << 20;
    private static final int SCHEMA = 1;

    private PolicyDocument() {}

    static TrustPolicy read(Path document) {
        String file = String.valueOf(document.getFileName());
        try (InputStream in = Files.newInputStream(document)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new TrustException(file, "is larger than the " + LARGEST + " bytes that a policy may have");
            }
            return parse(file, bytes);
        } catch (IOException e) {
            throw new TrustException(file, "cannot be read: " + e, e);
        }
    }

    static TrustPolicy parse(String file, byte[] bytes) {
        JsonObject document = StrictJson.parse(file, bytes);
        StrictJson.members(file, document, Set.of("schema", "signers", "rules"), Set.of());
        if (StrictJson.count(file, document, "schema") != SCHEMA) {
            throw StrictJson.wrong(file, "schema", "" + SCHEMA, document.get("schema"));
        }
        try {
            TrustPolicy policy = TrustPolicy.none();
            JsonObject signers = StrictJson.object(file, document, "signers");
            for (String name : signers.keySet()) {
                policy = policy.withSigner(name, signer(file, StrictJson.object(file, signers, name)));
            }
            for (JsonElement rule : StrictJson.array(file, document, "rules")) {
                if (!rule.isJsonObject()) {
                    throw StrictJson.wrong(file, "rules", "objects", rule);
                }
                policy = policy.withRule(rule(file, rule.getAsJsonObject()));
            }
            return policy;
        } catch (TrustException e) {
            throw e.file().equals(file) ? e : new TrustException(file, e.reason(), e);
        }
    }

    private static TrustedSigner signer(String file, JsonObject signer) {
        if (signer.has("publicKey")) {
            StrictJson.members(file, signer, Set.of("publicKey"), Set.of());
            return TrustedSigner.key(Pem.publicKey(file, StrictJson.string(file, signer, "publicKey")));
        }
        StrictJson.members(file, signer, Set.of("roots", "subject"), Set.of());
        return TrustedSigner.certificate(
                Pem.certificates(file, StrictJson.string(file, signer, "roots")),
                StrictJson.string(file, signer, "subject"));
    }

    private static TrustRule rule(String file, JsonObject rule) {
        StrictJson.members(file, rule, Set.of("adapters", "signers"), Set.of("required", "anySubject"));
        long required = rule.has("required") ? StrictJson.count(file, rule, "required") : 1;
        return new TrustRule(
                strings(file, rule, "adapters"),
                new TreeSet<>(strings(file, rule, "signers")),
                (int) Math.min(required, Integer.MAX_VALUE),
                rule.has("anySubject") && StrictJson.bool(file, rule, "anySubject"));
    }

    private static List<String> strings(String file, JsonObject object, String name) {
        JsonArray array = StrictJson.array(file, object, name);
        List<String> strings = new ArrayList<>();
        for (JsonElement element : array) {
            if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
                throw StrictJson.wrong(file, name, "a list of strings", array);
            }
            strings.add(element.getAsString());
        }
        return strings;
    }
}
