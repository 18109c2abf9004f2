package io.adapt4j.examples.migrate;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.runtime.export.Exports;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.migrate.compare.TextBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A base trained further: LoRA on all linear layers is trained on other data and merged into the weights. */
final class Successor {
    private Successor() {}

    /**
     * Trains a base further.
     *
     * @param examples other ones than those that adapters are trained on
     */
    static Place of(Place base, Training training, List<Example> examples, long seed, int threads) throws IOException {
        Adapter further = training.train(base, examples, seed);
        Path file = Files.createTempFile("successor", ".onnx");
        try {
            Exports.mergedModel(base.model(), further, file);
            BaseModel model = BaseModel.open(
                    Files.readAllBytes(file), ModelOptions.defaults().withThreads(threads));
            return new Place(
                    base.name() + ", trained further",
                    new TextBase(model, base.base().tokenizer()),
                    base.pooling());
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
