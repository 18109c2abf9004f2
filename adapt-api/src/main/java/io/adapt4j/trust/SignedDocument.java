package io.adapt4j.trust;

import io.adapt4j.error.TrustException;
import java.time.Clock;

/** Any document in a signed envelope: a Sigstore bundle with DSSE, as signatures of adapters are, that holds the document itself. */
public final class SignedDocument {
    private SignedDocument() {}

    /**
     * Signs a document.
     *
     * @param type the media type of the document, which is signed with it
     */
    public static byte[] sign(String type, byte[] document, Signer signer) {
        return Bundle.sign(type, document, signer);
    }

    /**
     * The document, if it is of the type and the signer has signed it.
     *
     * @param file for messages
     * @throws TrustException when it is not
     */
    public static byte[] verify(String file, byte[] signed, String type, TrustedSigner signer, Clock clock) {
        Bundle bundle = Bundle.parse(file, signed, type);
        if (!SignerCheck.isClaimed(signer, bundle)) {
            throw new TrustException(file, "was altered, or is signed by another signer");
        }
        SignerCheck.verify(signer, bundle, clock.instant());
        return bundle.payload();
    }
}
