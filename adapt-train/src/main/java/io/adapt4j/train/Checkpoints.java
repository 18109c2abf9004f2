package io.adapt4j.train;

import java.nio.file.Path;

/**
 * Where and how often a training writes down where it stands, to go on from there after the process was killed. A training that
 * finds checkpoints in its folder goes on from the last one, and ends with the bytes of one that was never interrupted. The
 * folder is for one training at a time, and can be deleted when its adapter is saved.
 *
 * @param folder holds the last two checkpoints
 * @param everySteps steps from one checkpoint to the next; 0 for none between evaluations
 * @param atEpochEnds whether one is written after each epoch and its evaluation
 * @param warnOnly whether a training goes on, with a warning in the log, when a checkpoint cannot be written, as on a full disk;
 *     otherwise it ends with {@link io.adapt4j.error.CheckpointException}. In both cases the last good one stays.
 */
public record Checkpoints(Path folder, int everySteps, boolean atEpochEnds, boolean warnOnly) {

    public Checkpoints {
        if (everySteps < 0) {
            throw new IllegalArgumentException("everySteps is 0 or more, but was " + everySteps);
        }
    }

    /** After each epoch, in that folder; a checkpoint that cannot be written ends the training. */
    public static Checkpoints in(Path folder) {
        return new Checkpoints(folder, 0, true, false);
    }

    public Checkpoints withEverySteps(int newEverySteps) {
        return new Checkpoints(folder, newEverySteps, atEpochEnds, warnOnly);
    }

    public Checkpoints withAtEpochEnds(boolean newAtEpochEnds) {
        return new Checkpoints(folder, everySteps, newAtEpochEnds, warnOnly);
    }

    public Checkpoints withWarnOnly(boolean newWarnOnly) {
        return new Checkpoints(folder, everySteps, atEpochEnds, newWarnOnly);
    }

    /** The same in a folder within this one. */
    Checkpoints within(String name) {
        Path child = folder.resolve(name).normalize();
        if (!folder.normalize().equals(child.getParent())) {
            throw new IllegalArgumentException(
                    "A name of a folder for checkpoints is wanted, but it is \"" + name + "\"");
        }
        return new Checkpoints(child, everySteps, atEpochEnds, warnOnly);
    }

    boolean isDue(int step, boolean epochEnds) {
        return (epochEnds && atEpochEnds) || (everySteps > 0 && step % everySteps == 0);
    }
}
