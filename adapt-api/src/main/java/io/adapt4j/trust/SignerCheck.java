package io.adapt4j.trust;

import io.adapt4j.error.TrustException;
import io.adapt4j.trust.TrustedSigner.CertificateSubject;
import io.adapt4j.trust.TrustedSigner.KeyOwner;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Whether a signer has signed a bundle. */
final class SignerCheck {
    private SignerCheck() {}

    /** Whether a bundle says that it is signed by a signer; nothing is verified yet. */
    static boolean isClaimed(TrustedSigner signer, Bundle bundle) {
        if (signer instanceof CertificateSubject subject) {
            return bundle.identity() instanceof Bundle.Chain chain
                    && Pem.certificate(bundle.file(), chain.certificates().get(0))
                            .getSubjectX500Principal()
                            .equals(subject.name());
        }
        PublicKey key = ((KeyOwner) signer).key();
        if (bundle.identity() instanceof Bundle.KeyHint claimed) {
            return claimed.hint().equals(Signer.hint(key));
        }
        return bundle.identity() instanceof Bundle.KeyText claimed
                && claimed.pem().equals(Pem.encode(key))
                && claimed.details().equals(scheme(bundle, key).keyDetails());
    }

    /**
     * Throws unless a signer whom a bundle names has signed it.
     *
     * @return the key it is signed with
     */
    static PublicKey verify(TrustedSigner signer, Bundle bundle, Instant now) {
        PublicKey key = key(signer, bundle, now);
        byte[] message = Dsse.preAuthenticationEncoding(bundle.payloadType(), bundle.payload());
        if (!scheme(bundle, key).verify(key, message, bundle.signature())) {
            throw new TrustException(
                    bundle.file(),
                    "was altered, or is signed with another key than it says: its signature does not verify");
        }
        return key;
    }

    private static PublicKey key(TrustedSigner signer, Bundle bundle, Instant now) {
        if (signer instanceof KeyOwner owner) {
            return owner.key();
        }
        List<X509Certificate> chain = new ArrayList<>();
        for (byte[] der : ((Bundle.Chain) bundle.identity()).certificates()) {
            chain.add(Pem.certificate(bundle.file(), der));
        }
        return CertificatePath.verify(bundle.file(), chain, ((CertificateSubject) signer).roots(), now);
    }

    private static SignatureScheme scheme(Bundle bundle, PublicKey key) {
        return SignatureScheme.of(key)
                .orElseThrow(() -> new TrustException(
                        bundle.file(), "is signed with a key of " + key.getAlgorithm() + "; " + Pem.SUPPORTED));
    }
}
