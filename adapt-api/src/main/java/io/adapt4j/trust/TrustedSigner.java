package io.adapt4j.trust;

import io.adapt4j.error.TrustException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** Somebody whose signatures are known: the owner of a key, or whoever a certificate authority says that a name is. */
public sealed interface TrustedSigner {

    /**
     * The owner of a key.
     *
     * @throws TrustException when the key is of an unsupported kind
     */
    static TrustedSigner key(PublicKey key) {
        return new KeyOwner(key);
    }

    /**
     * The subject of certificates.
     *
     * @param roots the authorities that are believed
     * @param subject the whole name, such as {@code CN=Release, O=Example}; order matters, case and spaces do not
     * @throws TrustException when there is no root or the subject is no distinguished name
     */
    static TrustedSigner certificate(List<X509Certificate> roots, String subject) {
        try {
            return new CertificateSubject(roots, new X500Principal(subject));
        } catch (IllegalArgumentException e) {
            throw new TrustException(
                    "The policy", "has the subject \"" + subject + "\", which is no distinguished name", e);
        }
    }

    /** The owner of a key. */
    record KeyOwner(PublicKey key) implements TrustedSigner {
        public KeyOwner {
            if (SignatureScheme.of(key).isEmpty()) {
                throw new TrustException("The policy", "has a key of " + key.getAlgorithm() + "; " + Pem.SUPPORTED);
            }
        }
    }

    /** Who authorities say it is. */
    record CertificateSubject(List<X509Certificate> roots, X500Principal name) implements TrustedSigner {
        public CertificateSubject {
            roots = List.copyOf(roots);
            if (roots.isEmpty()) {
                throw new TrustException("The policy", "has no root certificates for " + name);
            }
        }
    }
}
