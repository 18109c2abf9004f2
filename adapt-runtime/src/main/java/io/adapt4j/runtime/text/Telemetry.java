package io.adapt4j.runtime.text;

import java.util.function.Supplier;

/** Keeps DJL to itself: it calls home and downloads natives when a tokenizer or engine starts, unless it is told not to. */
public final class Telemetry {
    private static final String OFFLINE = "ai.djl.offline";

    private Telemetry() {}

    /** Must run before any class of DJL's engines or tokenizers is initialised. */
    public static void optOut() {
        System.setProperty("OPT_OUT_TRACKING", "true");
    }

    /** Does something, such as starting an engine, for which DJL must not go to the network. */
    public static synchronized <T> T offline(Supplier<T> action) {
        optOut();
        String before = System.getProperty(OFFLINE);
        System.setProperty(OFFLINE, "true");
        try {
            return action.get();
        } finally {
            if (before == null) {
                System.clearProperty(OFFLINE);
            } else {
                System.setProperty(OFFLINE, before);
            }
        }
    }
}
