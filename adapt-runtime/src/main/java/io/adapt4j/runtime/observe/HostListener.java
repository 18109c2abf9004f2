package io.adapt4j.runtime.observe;

/** Is told of every request of a host, on the thread that answered it; must be quick and must not throw. */
public interface HostListener {
    /** Does nothing. */
    HostListener NONE = (deployment, nanos, answered) -> {};

    /**
     * A request has ended.
     *
     * @param deployment the name it asked for
     * @param nanos from its arrival to its end, waiting included
     * @param answered whether it was answered, not refused or failed
     */
    void onRequest(String deployment, long nanos, boolean answered);

    /** Tells this one and then another. */
    default HostListener and(HostListener other) {
        return (deployment, nanos, answered) -> {
            onRequest(deployment, nanos, answered);
            other.onRequest(deployment, nanos, answered);
        };
    }
}
