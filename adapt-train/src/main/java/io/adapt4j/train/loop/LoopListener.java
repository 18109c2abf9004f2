package io.adapt4j.train.loop;

/** Is told what goes on in a loop of this process, on the thread where it happens; what is thrown here is logged. */
public interface LoopListener {

    /** An event was taken in, which is in the registry by now. */
    default void onEvent(LoopEvent event) {}

    /** A run has begun, gone to its next stage or ended, which is in the registry by now. */
    default void onRun(LoopRun run) {}
}
