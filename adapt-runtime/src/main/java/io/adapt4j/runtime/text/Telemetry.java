package io.adapt4j.runtime.text;

/** Keeps DJL from calling home, which it does when a tokenizer or engine starts unless it is told not to. */
public final class Telemetry {
    private Telemetry() {}

    /** Must run before any class of DJL's engines or tokenizers is initialised. */
    public static void optOut() {
        System.setProperty("OPT_OUT_TRACKING", "true");
    }
}
