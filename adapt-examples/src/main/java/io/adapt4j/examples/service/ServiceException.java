package io.adapt4j.examples.service;

import io.javalin.http.HttpStatus;

/** A request that the service refuses before the library sees it. */
final class ServiceException extends RuntimeException {
    private final HttpStatus status;

    ServiceException(HttpStatus status, String message) {
        super(message);
        this.status = status;
    }

    HttpStatus status() {
        return status;
    }
}
