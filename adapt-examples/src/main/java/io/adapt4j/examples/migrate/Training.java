package io.adapt4j.examples.migrate;

import io.adapt4j.Adapter;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.migrate.strategy.MigrationSettings;
import io.adapt4j.train.migrate.strategy.Refined;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.TextClassification;
import java.util.List;
import picocli.CommandLine.Option;

/** How adapters are trained, on the old base and again on the new one, and how long migrations learn. */
final class Training {
    @Option(names = "--rank")
    int rank = 8;

    @Option(names = "--epochs", description = "Of the training on the old base, and of that on the new one.")
    int epochs = 8;

    @Option(names = "--lr", description = "Learning rate of the deltas.")
    double learningRate = 5e-4;

    @Option(names = "--head-lr", description = "Learning rate of the head.")
    double headLearningRate = 2e-3;

    @Option(names = "--distil-epochs", description = "Of the distillation on the unlabelled texts.")
    int distilEpochs = 1;

    @Option(names = "--distil-lr")
    double distilLearningRate = 5e-4;

    @Option(names = "--learnt", description = "Unlabelled texts that migrations learn from, at most.")
    int learnt = 2000;

    @Option(
            names = "--refined-texts",
            description = "Examples and unlabelled texts together that refining learns from.")
    int refinedTexts = new Refined().most();

    @Option(names = "--max-length", description = "Tokens to which texts are cut.")
    int maxLength = 64;

    Adapter train(Place place, List<Example> examples, long seed) {
        return Trainer.on(place.model())
                .method(Lora.rank(rank).alpha(2.0 * rank))
                .task(TextClassification.inferLabels()
                        .tokenizer(place.base().tokenizer())
                        .pooling(place.pooling())
                        .maxLength(maxLength)
                        .head(new HeadConfig.Linear()))
                .hyperparameters(hyperparameters(seed))
                .train(ExampleSource.of(examples))
                .adapter();
    }

    private Hyperparameters hyperparameters(long seed) {
        return Hyperparameters.defaults()
                .withEpochs(epochs)
                .withLearningRate(learningRate)
                .withHeadLearningRate(headLearningRate)
                .withSeed(seed);
    }

    MigrationSettings migration() {
        MigrationSettings settings = MigrationSettings.defaults();
        return settings.withDistillation(
                        settings.distillation().withEpochs(distilEpochs).withLearningRate(distilLearningRate))
                .withTexts(learnt);
    }
}
