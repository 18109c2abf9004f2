package io.adapt4j.examples.migrate;

import io.adapt4j.BaseModel;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.migrate.compare.TextBase;

/**
 * A base that adapters live on.
 *
 * @param name in the report
 * @param pooling how it was trained to make one vector of a text
 */
record Place(String name, TextBase base, Pooling pooling) implements AutoCloseable {

    BaseModel model() {
        return base.model();
    }

    @Override
    public void close() {
        model().close();
    }
}
