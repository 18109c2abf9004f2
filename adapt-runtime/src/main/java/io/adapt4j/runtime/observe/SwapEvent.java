package io.adapt4j.runtime.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An adapter was made known under a name, with or without replacing another. */
@Name("io.adapt4j.Swap")
@Label("Adapter Swap")
@Category("Adapt4J")
@StackTrace(false)
public final class SwapEvent extends Event {
    @Label("Deployment")
    public final String deployment;

    @Label("Version")
    @Description("Counts the adapters deployed under the name")
    public final long version;

    public SwapEvent(String deployment, long version) {
        this.deployment = deployment;
        this.version = version;
    }
}
