package io.adapt4j.examples.migrate;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.examples.Models;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.evaluate.Evaluation;
import io.adapt4j.train.migrate.compare.TextBase;
import java.util.List;
import java.util.Locale;

/**
 * A base that adapters live on.
 *
 * @param name in the report
 * @param pooling how it was trained to make one vector of a text
 */
record Place(String name, TextBase base, Pooling pooling) implements AutoCloseable {

    static Place open(Models model, int threads) {
        return new Place(
                model.name().toLowerCase(Locale.ROOT),
                new TextBase(model.open(threads), model.tokenizer()),
                model.pooling());
    }

    BaseModel model() {
        return base.model();
    }

    /** The share of rows that an adapter on this base gets right. */
    double accuracy(Adapter adapter, List<Example> rows) {
        return Evaluation.of(adapter, model(), ExampleSource.of(rows)).metrics().value("accuracy");
    }

    @Override
    public void close() {
        model().close();
    }
}
