package io.adapt4j.examples.service;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.examples.Models;
import io.adapt4j.examples.quickstart.Datasets;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Adapters to begin with, trained in seconds on a slice of the mail that comes with the examples. */
final class StarterAdapters {
    private static final int EXAMPLES = 480;

    private StarterAdapters() {}

    /**
     * Trains an adapter of all-MiniLM-L6-v2.
     *
     * @param labelColumn what it learns to tell: {@code label} (spam or ham) or {@code group} (the source the mail came from)
     */
    static Adapter train(BaseModel miniLm, String labelColumn) throws IOException {
        List<Example> all = Datasets.mail(labelColumn).train();
        List<Example> slice = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            slice.add(all.get(i * all.size() / EXAMPLES));
        }
        return Trainer.on(miniLm)
                .method(Lora.rank(8).targets("attention.query", "attention.value"))
                .task(TextClassification.inferLabels()
                        .tokenizer(Models.MINI_LM.tokenizer())
                        .pooling(Pooling.MEAN)
                        .maxLength(32))
                .epochs(2)
                .train(ExampleSource.of(slice))
                .adapter();
    }
}
