package io.adapt4j.runtime.observe;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A batch of single requests was run, for as long as that took. */
@Name("io.adapt4j.Batch")
@Label("Batch")
@Category("Adapt4J")
@StackTrace(false)
public final class BatchEvent extends Event {
    @Label("Rows")
    public final int rows;

    @Label("Queued")
    public final int queued;

    public BatchEvent(int rows, int queued) {
        this.rows = rows;
        this.queued = queued;
    }
}
