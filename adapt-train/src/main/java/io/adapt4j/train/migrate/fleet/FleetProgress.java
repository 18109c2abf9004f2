package io.adapt4j.train.migrate.fleet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what has ended and tells the listener. */
final class FleetProgress {
    private static final Logger LOG = LoggerFactory.getLogger(FleetProgress.class);

    private final FleetListener listener;
    private final int of;
    private int ended;

    FleetProgress(FleetListener listener, int of) {
        this.listener = listener;
        this.of = of;
    }

    synchronized void tell(FleetEntry entry) {
        try {
            listener.onEntry(entry, ended + (entry.status().isEnd() ? 1 : 0), of);
        } catch (RuntimeException e) { // foreign code, and what it is told of has happened
            LOG.warn("A listener of a fleet migration failed", e);
        }
    }

    synchronized void ended(FleetEntry entry) {
        if (entry.status().isEnd()) {
            ended++;
        }
    }
}
