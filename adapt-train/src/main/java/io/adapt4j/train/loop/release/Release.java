package io.adapt4j.train.loop.release;

/**
 * Brings a candidate into service. It keeps what it must know in the registry, so that both methods may be called again, by another
 * process too, with the same request: nothing is done twice.
 */
public interface Release {

    /** Begins, or goes on with what is due; says how far it is. */
    ReleaseStatus advance(ReleaseRequest request);

    /** Ends a release that may have begun. Says promoted if it had ended so already. */
    ReleaseStatus abort(ReleaseRequest request, String reason);

    /** Promotes at once, unless the alias was moved since the run began. */
    static Release direct() {
        return new DirectRelease();
    }
}
