package io.adapt4j.train.batch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.TargetModule;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Pooling;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.objective.Losses;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The tensors of one batch beside the base's own inputs. Texts are padded to the longest. */
public final class BatchInputs implements PassInputs {
    private final TrainingSpec spec;
    private final TrainingBatch batch;
    private final int rows;
    private final int sequence;

    public BatchInputs(TrainingSpec spec, TrainingBatch batch) {
        this.spec = spec;
        this.batch = batch;
        this.rows = batch.texts().size();
        this.sequence =
                batch.texts().stream().mapToInt(TokenizedText::length).max().orElseThrow();
    }

    /** The number of texts. */
    int rows() {
        return rows;
    }

    /** The number of tokens of the longest text. */
    int sequence() {
        return sequence;
    }

    /** A small batch of the objective's kind whose sizes differ from each other. */
    public static TrainingBatch sample(TrainingSpec spec) {
        return sample(spec, 3 * spec.objective().textsPerExample(), 5);
    }

    /** A batch of the objective's kind of so many texts, of which the longest has so many tokens. */
    public static TrainingBatch sample(TrainingSpec spec, int rows, int longest) {
        List<TokenizedText> texts = new ArrayList<>();
        int[] lengths = new int[rows];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = longest - i % 3;
            long[] ids = new long[lengths[i]];
            Arrays.fill(ids, 1);
            texts.add(new TokenizedText(ids, new long[lengths[i]]));
        }
        return new TrainingBatch(texts, zeroTargets(spec.objective(), lengths), 0);
    }

    private static <O extends Objective> float[][] zeroTargets(O objective, int[] lengths) {
        return Losses.of(objective).zeroTargets(objective, lengths);
    }

    /**
     * Each token's share in the pooled vector of its text, FLOAT32 {@code [texts, 1, sequence]}: the choice between mean and
     * first token is in the numbers, and the same product serves both.
     */
    @Override
    public Tensor poolingWeights() {
        List<TokenizedText> texts = batch.texts();
        float[] weights = new float[rows * sequence];
        for (int row = 0; row < rows; row++) {
            int tokens = spec.pooling() == Pooling.CLS ? 1 : texts.get(row).length();
            for (int t = 0; t < tokens; t++) {
                weights[row * sequence + t] = 1f / tokens;
            }
        }
        return Tensor.of(weights, rows, 1, sequence);
    }

    /** The factors by which the head's dropout multiplies the pooled vectors, FLOAT32 {@code [texts, hidden]}. */
    @Override
    public Tensor vectorMask() {
        return headMask(rows);
    }

    /** The factors by which the head's dropout multiplies the tokens' vectors, FLOAT32 {@code [texts * sequence, hidden]}. */
    @Override
    public Tensor tokenMask() {
        return headMask(rows * sequence);
    }

    private Tensor headMask(int vectors) {
        float[] mask = DropoutMasks.scaled(
                batch.noiseSeed(), "head", spec.headDropout(), Math.multiplyExact(vectors, spec.hidden()));
        return Tensor.of(mask, vectors, spec.hidden());
    }

    /**
     * The noise on the token embeddings, FLOAT32 {@code [texts, sequence, width]}; none on padding.
     *
     * @param width the size of an embedding
     */
    public Tensor embeddingNoise(int width) {
        SplittableRandom random = DropoutMasks.random(batch.noiseSeed(), "embeddings");
        float[] noise = new float[Math.multiplyExact(rows * sequence, width)];
        for (int row = 0; row < rows; row++) {
            int used = batch.texts().get(row).length() * width;
            double bound = spec.embeddingNoise() / StrictMath.sqrt(used);
            for (int i = 0; i < used; i++) {
                noise[row * sequence * width + i] = (float) (bound * (2 * random.nextDouble() - 1));
            }
        }
        return Tensor.of(noise, rows, sequence, width);
    }

    /** The targets, as the objective's loss takes them. */
    @Override
    public Tensor targets() {
        return targets(spec.objective());
    }

    private <O extends Objective> Tensor targets(O objective) {
        return Losses.of(objective).targets(objective, batch, sequence);
    }

    /** What dropout keeps of a module's input, in new memory. */
    @Override
    public Tensor keep(TargetModule module, double dropout) {
        int bytes = keepBytes(module.inFeatures());
        return keep(module.path(), dropout, Tensor.allocate(DataType.BOOLEAN, bytes));
    }

    /** The bytes that {@link #keep(String, double, ByteBuffer)} needs for a module of that many inputs. */
    public int keepBytes(int inFeatures) {
        return Math.multiplyExact(rows * sequence, inFeatures);
    }

    /**
     * What dropout keeps of a module's input, BOOLEAN {@code [texts, sequence, in]}.
     *
     * @param into a direct buffer of {@link #keepBytes}, which is filled and becomes the tensor's memory
     */
    public Tensor keep(String module, double dropout, ByteBuffer into) {
        DropoutMasks.keep(batch.noiseSeed(), module, dropout, into);
        return Tensor.of(DataType.BOOLEAN, new Shape(rows, sequence, into.limit() / (rows * sequence)), into);
    }
}
