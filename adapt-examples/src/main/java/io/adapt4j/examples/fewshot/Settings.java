package io.adapt4j.examples.fewshot;

import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.Contrast;
import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.task.HeadConfig;
import picocli.CommandLine.Option;

/** What the trained ways are set to; chosen on draws and examples that are not reported. */
final class Settings {
    @Option(names = "--rank")
    private int rank = 8;

    @Option(names = "--targets", description = "Target modules, all-linear or a regular expression.")
    private String targets = "all-linear";

    @Option(names = "--epochs", description = "Of fine-tuning.")
    int epochs = 8;

    @Option(names = "--lr", description = "Learning rate of the deltas in fine-tuning.")
    double learningRate = 5e-4;

    @Option(names = "--head-lr", description = "Learning rate of the head in fine-tuning, and of proxies.")
    private double headLearningRate = 2e-3;

    @Option(names = "--contrast-epochs")
    int contrastEpochs = 8;

    @Option(names = "--contrast-lr")
    double contrastLearningRate = 5e-4;

    @Option(names = "--contrast-batch", description = "Texts per step.")
    private int contrastBatch = 16;

    @Option(names = "--contrast-scale", description = "One over the temperature.")
    private double scale = 20;

    @Option(names = "--contrast-dropout", description = "LoRA dropout in the contrastive stage.")
    private double dropout = 0;

    @Option(names = "--no-label-names", negatable = true, description = "Contrast without the names of labels.")
    private boolean labelNames = true;

    Lora lora() {
        return Lora.rank(rank).alpha(2.0 * rank).targets(targets);
    }

    Lora contrastLora() {
        return lora().dropout(dropout);
    }

    Contrast contrast() {
        return new Contrast.Proxies(scale, labelNames);
    }

    HeadConfig contrastHead() {
        return new HeadConfig.Cosine(scale);
    }

    Hyperparameters fineTuning(long seed) {
        return Hyperparameters.defaults()
                .withEpochs(epochs)
                .withLearningRate(learningRate)
                .withHeadLearningRate(headLearningRate)
                .withSeed(seed);
    }

    Hyperparameters contrasting(long seed) {
        return Hyperparameters.defaults()
                .withEpochs(contrastEpochs)
                .withLearningRate(contrastLearningRate)
                .withHeadLearningRate(headLearningRate)
                .withBatchSize(contrastBatch)
                .withSeed(seed);
    }
}
