package io.adapt4j.train;

import com.google.gson.JsonObject;
import io.adapt4j.train.optim.AdamW;
import io.adapt4j.train.optim.Optimizer;
import io.adapt4j.train.optim.Schedule;
import java.util.function.Consumer;

/**
 * The numbers that decide how a training goes, apart from the method's and the task's own.
 *
 * @param epochs passes over the examples
 * @param maxSteps steps after which training ends even within an epoch; 0 for no such limit
 * @param batchSize examples per step
 * @param learningRate of the deltas, at its height
 * @param headLearningRate of the head, at its height
 * @param weightDecay share of each weight taken away per step, times the learning rate; biases are spared
 * @param optimizer how gradients change parameters
 * @param warmupRatio share of the steps over which the learning rate rises
 * @param schedule how it falls afterwards
 * @param clipNorm the norm to which the gradient of all parameters together is cut; 0 for none
 * @param emaDecay decay of the moving average of the parameters that is evaluated and kept in their place; 0 for none
 * @param loraPlusRatio factor on the learning rate of LoRA's B (Hayou et al., "LoRA+", 2024)
 * @param layerDecay factor on the learning rate for each layer below the last that is trained, in (0, 1] (Howard and Ruder,
 *     "Universal Language Model Fine-tuning", 2018); 1 for none
 * @param embeddingNoise the alpha of the noise on the token embeddings in training (Jain et al., "NEFTune", 2023); 0 for none
 * @param accumulation parts in which a batch is computed, one after the other, to bound memory; 1 for all at once
 * @param patience evaluations without improvement after which training ends; 0 for no such limit
 * @param seed of every random choice
 */
public record Hyperparameters(
        int epochs,
        int maxSteps,
        int batchSize,
        double learningRate,
        double headLearningRate,
        double weightDecay,
        Optimizer optimizer,
        double warmupRatio,
        Schedule schedule,
        double clipNorm,
        double emaDecay,
        double loraPlusRatio,
        double layerDecay,
        double embeddingNoise,
        int accumulation,
        int patience,
        long seed) {

    public Hyperparameters {
        require(epochs >= 1, "epochs is at least 1", epochs);
        require(maxSteps >= 0, "maxSteps is 0 or more", maxSteps);
        require(batchSize >= 1, "batchSize is at least 1", batchSize);
        require(learningRate > 0, "learningRate is positive", learningRate);
        require(headLearningRate > 0, "headLearningRate is positive", headLearningRate);
        require(weightDecay >= 0, "weightDecay is 0 or more", weightDecay);
        require(warmupRatio >= 0 && warmupRatio <= 1, "warmupRatio is in [0, 1]", warmupRatio);
        require(clipNorm >= 0, "clipNorm is 0 or more", clipNorm);
        require(emaDecay >= 0 && emaDecay < 1, "emaDecay is in [0, 1)", emaDecay);
        require(loraPlusRatio > 0, "loraPlusRatio is positive", loraPlusRatio);
        require(layerDecay > 0 && layerDecay <= 1, "layerDecay is in (0, 1]", layerDecay);
        require(embeddingNoise >= 0, "embeddingNoise is 0 or more", embeddingNoise);
        require(accumulation >= 1, "accumulation is at least 1", accumulation);
        require(patience >= 0, "patience is 0 or more", patience);
    }

    private static void require(boolean holds, String rule, Number value) {
        if (!holds || !Double.isFinite(value.doubleValue())) {
            throw new IllegalArgumentException(rule + ", but was " + value);
        }
    }

    /** Three epochs of batches of 32 at 1e-3, cosine after 10% warmup, gradients clipped at 1. */
    public static Hyperparameters defaults() {
        return new Hyperparameters(
                3, 0, 32, 1e-3, 1e-3, 0.01, new AdamW(), 0.1, Schedule.COSINE, 1.0, 0, 1, 1, 0, 1, 0, 42);
    }

    public Hyperparameters withEpochs(int newEpochs) {
        return change(fields -> fields.epochs = newEpochs);
    }

    public Hyperparameters withMaxSteps(int newMaxSteps) {
        return change(fields -> fields.maxSteps = newMaxSteps);
    }

    public Hyperparameters withBatchSize(int newBatchSize) {
        return change(fields -> fields.batchSize = newBatchSize);
    }

    public Hyperparameters withLearningRate(double newLearningRate) {
        return change(fields -> fields.learningRate = newLearningRate);
    }

    public Hyperparameters withHeadLearningRate(double newHeadLearningRate) {
        return change(fields -> fields.headLearningRate = newHeadLearningRate);
    }

    public Hyperparameters withWeightDecay(double newWeightDecay) {
        return change(fields -> fields.weightDecay = newWeightDecay);
    }

    public Hyperparameters withOptimizer(Optimizer newOptimizer) {
        return change(fields -> fields.optimizer = newOptimizer);
    }

    public Hyperparameters withWarmupRatio(double newWarmupRatio) {
        return change(fields -> fields.warmupRatio = newWarmupRatio);
    }

    public Hyperparameters withSchedule(Schedule newSchedule) {
        return change(fields -> fields.schedule = newSchedule);
    }

    public Hyperparameters withClipNorm(double newClipNorm) {
        return change(fields -> fields.clipNorm = newClipNorm);
    }

    public Hyperparameters withEmaDecay(double newEmaDecay) {
        return change(fields -> fields.emaDecay = newEmaDecay);
    }

    public Hyperparameters withLoraPlusRatio(double newLoraPlusRatio) {
        return change(fields -> fields.loraPlusRatio = newLoraPlusRatio);
    }

    public Hyperparameters withLayerDecay(double newLayerDecay) {
        return change(fields -> fields.layerDecay = newLayerDecay);
    }

    public Hyperparameters withEmbeddingNoise(double newEmbeddingNoise) {
        return change(fields -> fields.embeddingNoise = newEmbeddingNoise);
    }

    public Hyperparameters withAccumulation(int newAccumulation) {
        return change(fields -> fields.accumulation = newAccumulation);
    }

    public Hyperparameters withPatience(int newPatience) {
        return change(fields -> fields.patience = newPatience);
    }

    public Hyperparameters withSeed(long newSeed) {
        return change(fields -> fields.seed = newSeed);
    }

    /** As JSON, for the manifest, one member per component. */
    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("epochs", epochs);
        json.addProperty("maxSteps", maxSteps);
        json.addProperty("batchSize", batchSize);
        json.addProperty("learningRate", learningRate);
        json.addProperty("headLearningRate", headLearningRate);
        json.addProperty("weightDecay", weightDecay);
        json.add("optimizer", optimizer.toJson());
        json.addProperty("warmupRatio", warmupRatio);
        json.addProperty("schedule", schedule.label());
        json.addProperty("clipNorm", clipNorm);
        json.addProperty("emaDecay", emaDecay);
        json.addProperty("loraPlusRatio", loraPlusRatio);
        json.addProperty("layerDecay", layerDecay);
        json.addProperty("embeddingNoise", embeddingNoise);
        json.addProperty("accumulation", accumulation);
        json.addProperty("patience", patience);
        json.addProperty("seed", seed);
        return json;
    }

    private Hyperparameters change(Consumer<Fields> change) {
        Fields fields = new Fields(this);
        change.accept(fields);
        return fields.freeze();
    }

    /** The components, to be changed. */
    private static final class Fields {
        private int epochs;
        private int maxSteps;
        private int batchSize;
        private double learningRate;
        private double headLearningRate;
        private double weightDecay;
        private Optimizer optimizer;
        private double warmupRatio;
        private Schedule schedule;
        private double clipNorm;
        private double emaDecay;
        private double loraPlusRatio;
        private double layerDecay;
        private double embeddingNoise;
        private int accumulation;
        private int patience;
        private long seed;

        Fields(Hyperparameters from) {
            epochs = from.epochs;
            maxSteps = from.maxSteps;
            batchSize = from.batchSize;
            learningRate = from.learningRate;
            headLearningRate = from.headLearningRate;
            weightDecay = from.weightDecay;
            optimizer = from.optimizer;
            warmupRatio = from.warmupRatio;
            schedule = from.schedule;
            clipNorm = from.clipNorm;
            emaDecay = from.emaDecay;
            loraPlusRatio = from.loraPlusRatio;
            layerDecay = from.layerDecay;
            embeddingNoise = from.embeddingNoise;
            accumulation = from.accumulation;
            patience = from.patience;
            seed = from.seed;
        }

        Hyperparameters freeze() {
            return new Hyperparameters(
                    epochs,
                    maxSteps,
                    batchSize,
                    learningRate,
                    headLearningRate,
                    weightDecay,
                    optimizer,
                    warmupRatio,
                    schedule,
                    clipNorm,
                    emaDecay,
                    loraPlusRatio,
                    layerDecay,
                    embeddingNoise,
                    accumulation,
                    patience,
                    seed);
        }
    }
}
