package io.adapt4j.trust;

import com.google.common.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/**
 * The outer structure of a certificate in DER: the part that is signed, the name of the algorithm, the signature. Parsers let
 * some bytes around the signed part vary, such as the number of unused bits of the signature.
 */
final class Der {
    private static final int SEQUENCE = 0x30;
    private static final int BIT_STRING = 0x03;

    private Der() {}

    /** Throws when a certificate's bytes are not those that its parts are written as. */
    static void requireCanonical(X509Certificate certificate) throws CertificateException {
        byte[] encoded = certificate.getEncoded();
        byte[] signed = certificate.getTBSCertificate();
        byte[] bits = new byte[certificate.getSignature().length + 1];
        System.arraycopy(certificate.getSignature(), 0, bits, 1, bits.length - 1);
        byte[] signature = element(BIT_STRING, bits);
        int start = Bytes.indexOf(encoded, signed) + signed.length;
        int end = encoded.length - signature.length;
        if (start >= signed.length && start < end) {
            byte[] algorithm = Arrays.copyOfRange(encoded, start, end);
            // The signed part names the algorithm too.
            if (Bytes.indexOf(signed, algorithm) >= 0
                    && Arrays.equals(encoded, element(SEQUENCE, Bytes.concat(signed, algorithm, signature)))) {
                return;
            }
        }
        throw new CertificateException("it is not in DER");
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.length;
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = (39 - Integer.numberOfLeadingZeros(length)) / 8;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(length >>> (8 * i));
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
