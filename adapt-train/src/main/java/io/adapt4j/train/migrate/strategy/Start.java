package io.adapt4j.train.migrate.strategy;

import com.google.gson.JsonObject;

/** What a training begins with: the best candidate so far, or else the projected one. */
final class Start {
    private Start() {}

    /** The passes that it takes to have one. */
    static double passes(MigrationTask task) {
        return task.start().isPresent() ? 0 : new Projected().estimate(task).passes();
    }

    static Candidate of(MigrationTask task, JsonObject details) {
        Candidate start = task.start().orElseGet(() -> new Projected().migrate(task));
        details.addProperty("start", start.strategy());
        return start;
    }
}
