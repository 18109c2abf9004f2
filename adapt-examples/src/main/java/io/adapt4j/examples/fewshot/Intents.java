package io.adapt4j.examples.fewshot;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.FewShotTrainer;
import io.adapt4j.train.LinearProbe;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.evaluate.Evaluation;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.TextClassification;
import java.util.List;

/** A base on which intents are learnt. */
record Intents(BaseModel base, TokenizerFile tokenizer, Pooling pooling, Settings settings) {

    /** The accuracy on test examples of what a way learns from those that were drawn. */
    double accuracy(Way way, List<Example> drawn, List<Example> test, long seed) {
        ExampleSource<Example> train = ExampleSource.of(drawn);
        HeadConfig linear = new HeadConfig.Linear();
        return switch (way) {
            case PROBE ->
                LinearProbe.fit(base, task(linear), train)
                        .evaluate(ExampleSource.of(test))
                        .accuracy();
            case FINE_TUNING ->
                accuracy(
                        Trainer.on(base)
                                .method(settings.lora())
                                .task(task(linear))
                                .hyperparameters(settings.fineTuning(seed))
                                .train(train)
                                .adapter(),
                        test);
            case CONTRAST ->
                accuracy(
                        FewShotTrainer.on(base, task(settings.contrastHead()))
                                .method(settings.contrastLora())
                                .contrast(settings.contrast())
                                .hyperparameters(settings.contrasting(seed))
                                .train(train)
                                .adapter(),
                        test);
        };
    }

    private TextClassification task(HeadConfig head) {
        return TextClassification.inferLabels()
                .tokenizer(tokenizer)
                .pooling(pooling)
                .head(head);
    }

    private double accuracy(Adapter adapter, List<Example> test) {
        return Evaluation.of(adapter, base, ExampleSource.of(test)).metrics().value("accuracy");
    }
}
