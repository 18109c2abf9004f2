package io.adapt4j.runtime.observe;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A registered adapter was loaded, for as long as that took. */
@Name("io.adapt4j.Load")
@Label("Adapter Load")
@Category("Adapt4J")
@StackTrace(false)
public final class LoadEvent extends Event {
    @Label("Native Bytes")
    @DataAmount
    public long bytes;

    @Label("Loaded")
    public boolean loaded;
}
