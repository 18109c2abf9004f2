package io.adapt4j.examples.recipe;

import io.adapt4j.train.TrainingListener;
import io.adapt4j.train.TrainingProgress;
import java.io.PrintWriter;
import java.util.Locale;

/** A training's progress: a line that redraws itself on a terminal, a line for each tenth elsewhere, and one for each evaluation. */
final class ProgressLines implements TrainingListener {
    private static final int PARTS = 10;

    private final PrintWriter out;
    private final boolean terminal;

    ProgressLines(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void onProgress(TrainingProgress progress) {
        long part = (long) progress.step() * PARTS / progress.totalSteps();
        boolean next = part != (progress.step() - 1L) * PARTS / progress.totalSteps();
        if (!terminal && !next) {
            return;
        }
        out.printf(
                Locale.ROOT,
                "%sstep %d of %d, epoch %d, loss %.4f, %d s left%s",
                terminal ? "\r" : "",
                progress.step(),
                progress.totalSteps(),
                progress.epoch(),
                progress.loss(),
                progress.remaining().toSeconds(),
                terminal && progress.step() < progress.totalSteps() ? "   " : System.lineSeparator());
        out.flush();
    }

    @Override
    public void onEvaluation(Evaluation evaluation) {
        out.printf(
                Locale.ROOT,
                "%sevaluation at step %d: %s %.4f, loss %.4f%n",
                terminal ? "\r" : "",
                evaluation.step(),
                evaluation.metrics().primary(),
                evaluation.metrics().value(evaluation.metrics().primary()),
                evaluation.metrics().loss());
        out.flush();
    }
}
