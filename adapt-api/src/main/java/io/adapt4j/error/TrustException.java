package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Something is not what its signatures say, or is not signed by whom the policy asks for; or it cannot be decrypted, or its
 * audit log is broken. It is not used.
 */
public final class TrustException extends AdaptException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final String reason;

    /**
     * @param file the name of the file that is at fault
     * @param reason what is wrong with it, as the end of a sentence that begins with the file
     */
    public TrustException(String file, String reason) {
        this(file, reason, null);
    }

    public TrustException(String file, String reason, @Nullable Throwable cause) {
        super(file + " " + reason, cause);
        this.file = file;
        this.reason = reason;
    }

    /** The name of the file that is at fault, relative to its directory. */
    public String file() {
        return file;
    }

    /** What is wrong with it. */
    public String reason() {
        return reason;
    }
}
