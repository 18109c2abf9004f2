package io.adapt4j.trust;

import io.adapt4j.error.TrustException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides whether a chain of certificates leads to a root that is trusted, as RFC 5280 says, at a given time. No list of revoked
 * certificates is asked for, for that would need the network: who is no longer trusted is taken out of the policy.
 */
final class CertificatePath {
    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final int DIGITAL_SIGNATURE = 0;

    private CertificatePath() {}

    /**
     * The key of the first certificate.
     *
     * @param chain that certificate, then those that vouch for it, each of which must be of use; a root at the end is allowed
     * @throws TrustException when it does not lead to a root, has expired, or is not meant for signatures
     */
    static PublicKey verify(String file, List<X509Certificate> chain, List<X509Certificate> roots, Instant now) {
        X509Certificate leaf = chain.get(0);
        Date date = Date.from(now);
        try {
            for (X509Certificate certificate : chain) {
                Der.requireCanonical(certificate);
                certificate.checkValidity(date);
            }
            List<X509Certificate> path = new ArrayList<>(chain);
            X509Certificate last = path.get(path.size() - 1);
            if (roots.contains(last)) {
                path.remove(path.size() - 1);
            }
            if (!path.isEmpty()) {
                validate(path, roots, date);
            }
        } catch (CertificateException e) {
            throw new TrustException(file, "is signed with a certificate that is not valid: " + e.getMessage(), e);
        } catch (CertPathValidatorException e) {
            throw new TrustException(
                    file,
                    "is signed with a certificate of " + leaf.getSubjectX500Principal() + " that is not trusted: "
                            + e.getMessage(),
                    e);
        } catch (GeneralSecurityException e) {
            throw new TrustException(file, "has certificates that cannot be verified: " + e.getMessage(), e);
        }
        requireForSigning(file, leaf);
        return leaf.getPublicKey();
    }

    private static void validate(List<X509Certificate> path, List<X509Certificate> roots, Date date)
            throws GeneralSecurityException {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (X509Certificate root : roots) {
            if (!date.before(root.getNotBefore()) && !date.after(root.getNotAfter())) {
                anchors.add(new TrustAnchor(root, null));
            }
        }
        if (anchors.isEmpty()) {
            throw new CertificateException(
                    "all roots of the policy have expired or are not valid yet at " + date.toInstant());
        }
        PKIXParameters parameters = new PKIXParameters(anchors);
        parameters.setRevocationEnabled(false);
        parameters.setDate(date);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    }

    private static void requireForSigning(String file, X509Certificate leaf) {
        boolean[] usage = leaf.getKeyUsage();
        try {
            List<String> extended = leaf.getExtendedKeyUsage();
            boolean signs = usage != null && usage[DIGITAL_SIGNATURE];
            boolean signsCode = extended != null && extended.contains(CODE_SIGNING);
            if (!signs && !signsCode) {
                throw new TrustException(
                        file,
                        "is signed with a certificate that is not meant for it: it has neither the key usage"
                                + " digitalSignature nor the extended key usage codeSigning");
            }
        } catch (CertificateException e) {
            throw new TrustException(file, "is signed with a malformed certificate: " + e.getMessage(), e);
        }
    }
}
