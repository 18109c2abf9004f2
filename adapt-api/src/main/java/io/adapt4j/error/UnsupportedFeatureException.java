package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/** A well-formed input asks for something that this library or engine cannot do and must not ignore: a method, a field, an operator. */
public final class UnsupportedFeatureException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public UnsupportedFeatureException(String message) {
        super(message);
    }

    public UnsupportedFeatureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
