package io.adapt4j.examples.service;

import java.time.Duration;

/**
 * The bounds within which the service works.
 *
 * @param address the address to listen on
 * @param port the port to listen on; 0 for any that is free
 * @param maxUploadBytes the most bytes of an uploaded adapter, packed as well as unpacked
 * @param maxRequestBytes the most bytes of any other request
 * @param maxTexts the most texts of one request
 * @param maxDeadline how long a request may wait for its answer; what it asks for beyond is refused
 * @param drain how long requests under way may take when the service ends
 */
record ServiceOptions(
        String address,
        int port,
        long maxUploadBytes,
        int maxRequestBytes,
        int maxTexts,
        Duration maxDeadline,
        Duration drain) {

    /** Loopback, 64 MiB uploads, 1 MiB requests of up to 256 texts, 30 seconds. */
    static ServiceOptions defaults() {
        return new ServiceOptions(
                "127.0.0.1", 8080, 64L << 20, 1 << 20, 256, Duration.ofSeconds(30), Duration.ofSeconds(30));
    }

    ServiceOptions withAddress(String newAddress, int newPort) {
        return new ServiceOptions(newAddress, newPort, maxUploadBytes, maxRequestBytes, maxTexts, maxDeadline, drain);
    }

    ServiceOptions withMaxUploadBytes(long bytes) {
        return new ServiceOptions(address, port, bytes, maxRequestBytes, maxTexts, maxDeadline, drain);
    }
}
