package io.adapt4j.examples.lifecycle;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import java.util.List;

/** How adapters for mail are trained, whoever asks for it. */
record MailTraining(BaseModel base, TokenizerFile tokenizer, int epochs, double learningRate, long seed) {

    TextClassification task() {
        return TextClassification.labels("ham", "spam").tokenizer(tokenizer).maxLength(32);
    }

    Hyperparameters hyperparameters() {
        return Hyperparameters.defaults()
                .withEpochs(epochs)
                .withLearningRate(learningRate)
                .withHeadLearningRate(learningRate)
                .withSeed(seed);
    }

    Lora method() {
        return Lora.rank(8).targets("attention.query", "attention.value");
    }

    /** An adapter that learns all of it from scratch. */
    Adapter adapter(List<Mail> mail) {
        return Trainer.on(base)
                .method(method())
                .task(task())
                .hyperparameters(hyperparameters())
                .train(ExampleSource.of(Mail.examples(mail)))
                .adapter();
    }
}
