package io.adapt4j;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.adapt4j.error.InvalidAdapterException;
import java.util.regex.Pattern;

/**
 * The SHA-256 of some content, which is what base models, adapters, tokenizers and data sets are identified by.
 *
 * @param hex the 64 lower-case hexadecimal digits
 */
public record ContentHash(String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    public ContentHash {
        if (!HEX.matcher(hex).matches()) {
            throw new InvalidAdapterException(
                    "A content hash is 64 lower-case hexadecimal digits, not \"" + hex + "\"");
        }
    }

    /** The hash of {@code bytes}. */
    public static ContentHash of(byte[] bytes) {
        return new ContentHash(Hashing.sha256().hashBytes(bytes).toString());
    }

    /** The hash of everything put into {@code hasher}, which must be a SHA-256 hasher. */
    public static ContentHash of(Hasher hasher) {
        return new ContentHash(hasher.hash().toString());
    }

    /** Parses the form that {@link #toString} gives, {@code sha256:<hex>}. */
    public static ContentHash parse(String text) {
        if (!text.startsWith("sha256:")) {
            throw new InvalidAdapterException("A content hash starts with \"sha256:\", but this is \"" + text + "\"");
        }
        return new ContentHash(text.substring("sha256:".length()));
    }

    /** The first twelve digits, for people. */
    public String abbreviated() {
        return hex.substring(0, 12);
    }

    @Override
    public String toString() {
        return "sha256:" + hex;
    }
}
