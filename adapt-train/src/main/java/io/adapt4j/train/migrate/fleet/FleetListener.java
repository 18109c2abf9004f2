package io.adapt4j.train.migrate.fleet;

/** Is told how a fleet migration gets on, on the threads at work, one call at a time; what is thrown here is logged. */
@FunctionalInterface
public interface FleetListener {

    /**
     * An adapter has got on, which is in the registry by now.
     *
     * @param ended how many adapters have ended in this run, those that had ended before included
     * @param of how many there are
     */
    void onEntry(FleetEntry entry, int ended, int of);
}
