package io.adapt4j.trust;

import com.google.common.hash.Hashing;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.error.TrustException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A private key, and how others know it: by the fingerprint of its public key, or by a chain of certificates. The private key
 * may live in a device, such as behind a {@code PKCS11} {@link KeyStore}; it is only asked to sign.
 */
public final class Signer {
    private final PrivateKey privateKey;
    private final PublicKey publicKey;
    private final SignatureScheme scheme;
    private final List<X509Certificate> chain;
    private final Optional<Provider> store;

    private Signer(PrivateKey privateKey, PublicKey publicKey, List<X509Certificate> chain, Optional<Provider> store) {
        this.privateKey = privateKey;
        this.store = store;
        this.publicKey = publicKey;
        this.chain = chain;
        this.scheme = SignatureScheme.of(publicKey)
                .orElseThrow(() -> new TrustException(
                        "The signing key", "is a key of " + publicKey.getAlgorithm() + "; " + Pem.SUPPORTED));
        byte[] probe = {1, 2, 3};
        if (!scheme.verify(publicKey, probe, sign(probe))) {
            throw new TrustException(
                    "The signing key", "does not belong to the public key or certificate given with it");
        }
    }

    /**
     * Signs as the owner of a key.
     *
     * @throws TrustException when the key is of an unsupported kind or the two do not belong together
     */
    public static Signer key(PrivateKey privateKey, PublicKey publicKey) {
        return new Signer(privateKey, publicKey, List.of(), Optional.empty());
    }

    /**
     * Signs as the subject of a certificate.
     *
     * @param chain the certificate of the key, then those that vouch for it, without or with the root
     * @throws TrustException when the key is of an unsupported kind or is not the certificate's
     */
    public static Signer certificate(PrivateKey privateKey, List<X509Certificate> chain) {
        return certificate(privateKey, chain, Optional.empty());
    }

    private static Signer certificate(PrivateKey privateKey, List<X509Certificate> chain, Optional<Provider> store) {
        if (chain.isEmpty()) {
            throw new TrustException("The signing certificate", "is missing: the chain is empty");
        }
        return new Signer(privateKey, chain.get(0).getPublicKey(), List.copyOf(chain), store);
    }

    /** Signs as the owner of the key of an entry of a key store; its certificate is only asked for the public key. */
    public static Signer key(KeyStore store, String alias, char[] password) {
        return new Signer(
                privateKey(store, alias, password),
                chain(store, alias).get(0).getPublicKey(),
                List.of(),
                Optional.of(store.getProvider()));
    }

    /** Signs as the subject of the certificate of an entry of a key store. */
    public static Signer certificate(KeyStore store, String alias, char[] password) {
        return certificate(privateKey(store, alias, password), chain(store, alias), Optional.of(store.getProvider()));
    }

    private static PrivateKey privateKey(KeyStore store, String alias, char[] password) {
        try {
            Key key = store.getKey(alias, password);
            if (key instanceof PrivateKey found) {
                return found;
            }
            throw new TrustException(
                    "The key store", "has no private key \"" + alias + "\"; it has " + List.copyOf(aliases(store)));
        } catch (GeneralSecurityException e) {
            throw new TrustException("The key store", "does not give the key \"" + alias + "\": " + e.getMessage(), e);
        }
    }

    private static List<String> aliases(KeyStore store) throws GeneralSecurityException {
        return Collections.list(store.aliases());
    }

    private static List<X509Certificate> chain(KeyStore store, String alias) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            Certificate[] stored = store.getCertificateChain(alias);
            for (Certificate certificate : stored == null ? new Certificate[0] : stored) {
                chain.add((X509Certificate) certificate);
            }
        } catch (GeneralSecurityException e) {
            throw new TrustException("The key store", "does not give the certificates of \"" + alias + "\"", e);
        }
        if (chain.isEmpty()) {
            throw new TrustException("The key store", "has no certificate for the key \"" + alias + "\"");
        }
        return chain;
    }

    /** The key that verifies what this signs. */
    public PublicKey publicKey() {
        return publicKey;
    }

    /** Signs bytes as they are. */
    byte[] sign(byte[] message) {
        try {
            return scheme.sign(privateKey, store, message);
        } catch (GeneralSecurityException | ProviderException e) {
            throw new TrustException("The signing key", "cannot sign: " + e.getMessage(), e);
        }
    }

    /** What a bundle says about the key: OMS, section 4.1. */
    JsonObject verificationMaterial() {
        JsonObject material = new JsonObject();
        if (chain.isEmpty()) {
            JsonObject key = new JsonObject();
            key.addProperty("hint", hint(publicKey));
            material.add("publicKey", key);
        } else {
            JsonArray certificates = new JsonArray();
            for (X509Certificate certificate : chain) {
                JsonObject entry = new JsonObject();
                entry.addProperty("rawBytes", base64(certificate));
                certificates.add(entry);
            }
            JsonObject holder = new JsonObject();
            holder.add("certificates", certificates);
            material.add("x509CertificateChain", holder);
        }
        material.add("tlogEntries", new JsonArray());
        return material;
    }

    private static String base64(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new TrustException("The signing certificate", "has no encoded form", e);
        }
    }

    /** What bundles call a key: the SHA-256 of its PEM, in hexadecimal digits. */
    static String hint(PublicKey key) {
        return Hashing.sha256()
                .hashString(Pem.encode(key), StandardCharsets.US_ASCII)
                .toString();
    }
}
