package io.adapt4j.trust;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Optional;

/**
 * How a key signs. A key has exactly one scheme, so that nothing in a signature's file can choose a weaker one. The curves are
 * those of the OpenSSF Model Signing algorithm registry; Ed25519 is an addition.
 *
 * @see <a href="https://doi.org/10.6028/NIST.FIPS.186-5">FIPS 186-5</a>
 */
enum SignatureScheme {
    P256("SHA256withECDSA", "secp256r1", "PKIX_ECDSA_P256_SHA_256"),
    P384("SHA384withECDSA", "secp384r1", "PKIX_ECDSA_P384_SHA_384"),
    P521("SHA512withECDSA", "secp521r1", "PKIX_ECDSA_P521_SHA_512"),
    ED25519("Ed25519", "Ed25519", "PKIX_ED25519");

    private final String algorithm;
    private final String curve;
    private final String keyDetails;

    SignatureScheme(String algorithm, String curve, String keyDetails) {
        this.algorithm = algorithm;
        this.curve = curve;
        this.keyDetails = keyDetails;
    }

    /** The scheme of a key; empty for a key that is of none of them. */
    static Optional<SignatureScheme> of(PublicKey key) {
        if (key instanceof EdECPublicKey edwards) {
            return ED25519.curve.equals(edwards.getParams().getName()) ? Optional.of(ED25519) : Optional.empty();
        }
        if (key instanceof ECPublicKey elliptic) {
            for (SignatureScheme scheme : values()) {
                if (scheme != ED25519 && scheme.isCurveOf(elliptic)) {
                    return Optional.of(scheme);
                }
            }
        }
        return Optional.empty();
    }

    private boolean isCurveOf(ECPublicKey key) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(curve));
            ECParameterSpec expected = parameters.getParameterSpec(ECParameterSpec.class);
            ECParameterSpec actual = key.getParams();
            return expected.getCurve().equals(actual.getCurve())
                    && expected.getGenerator().equals(actual.getGenerator())
                    && expected.getOrder().equals(actual.getOrder())
                    && expected.getCofactor() == actual.getCofactor();
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Sigstore's name of the kind of key, which bundles of older versions contain. */
    String keyDetails() {
        return keyDetails;
    }

    /**
     * Signs.
     *
     * @param store the provider of the store that the key is in; where it signs, as one of a PKCS #11 token does, the key may be of use to no other
     */
    byte[] sign(PrivateKey key, Optional<Provider> store, byte[] message) throws GeneralSecurityException {
        Optional<Provider> own = store.filter(provider -> provider.getService("Signature", algorithm) != null);
        Signature signature =
                own.isPresent() ? Signature.getInstance(algorithm, own.get()) : Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
    }

    boolean verify(PublicKey key, byte[] message, byte[] signed) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initVerify(key);
            signature.update(message);
            return signature.verify(signed);
        } catch (SignatureException | InvalidKeyException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime has no " + algorithm, e);
        }
    }
}
