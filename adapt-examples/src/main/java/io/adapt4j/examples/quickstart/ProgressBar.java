package io.adapt4j.examples.quickstart;

import io.adapt4j.train.TrainingListener;
import java.io.PrintStream;
import java.util.Locale;

/** Shows a training's progress: a bar that redraws itself on a terminal, a line for every quarter elsewhere. */
final class ProgressBar implements TrainingListener {
    private static final int CELLS = 30;

    private final PrintStream out;
    private final String name;
    private final boolean terminal;
    private final long start = System.nanoTime();

    ProgressBar(PrintStream out, String name, boolean terminal) {
        this.out = out;
        this.name = name;
        this.terminal = terminal;
    }

    @Override
    public void onStep(Step step) {
        boolean quarter = step.step() * 4 / step.totalSteps() != (step.step() - 1) * 4 / step.totalSteps();
        if (!terminal && !quarter) {
            return;
        }
        int full = CELLS * step.step() / step.totalSteps();
        out.printf(
                Locale.ROOT,
                "%s  %-14s [%s%s] %3d%%  loss %.3f  %3.0f s%s",
                terminal ? "\r" : "",
                name,
                "#".repeat(full),
                ".".repeat(CELLS - full),
                100 * step.step() / step.totalSteps(),
                step.loss(),
                (System.nanoTime() - start) / 1e9,
                terminal && step.step() < step.totalSteps() ? "" : "\n");
        out.flush();
    }
}
