package io.adapt4j.train;

import io.adapt4j.BaseModel;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.objective.Losses;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingEngine;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.spi.TrainingSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A session that computes a batch in parts, one after the other, so that memory is bounded by a part. Loss and gradients are
 * those of the whole batch, up to rounding and to what dropout drops.
 */
final class AccumulatingSession implements TrainingSession {
    private final TrainingSession session;
    private final Objective objective;
    private final int parts;
    private final float[][] sums;

    private AccumulatingSession(TrainingSession session, Objective objective, int parts) {
        this.session = session;
        this.objective = objective;
        this.parts = parts;
        this.sums = session.parameters().stream()
                .map(parameter -> new float[parameter.size()])
                .toArray(float[][]::new);
    }

    /**
     * A session on a base; it accumulates where there is more than one part.
     *
     * @throws UnsupportedFeatureException when the objective compares the examples of a batch with each other
     */
    static TrainingSession open(
            TrainingEngine engine, BaseModel base, TrainingSpec spec, Resources resources, int parts) {
        if (parts > 1 && Losses.of(spec.objective()).comparesExamples()) {
            throw new UnsupportedFeatureException("The objective " + spec.objective()
                    + " compares the examples of a batch with each other, which are not all there in one of " + parts
                    + " parts; set accumulation to 1");
        }
        TrainingSession session = engine.open(base, spec, resources);
        return parts == 1 ? session : new AccumulatingSession(session, spec.objective(), parts);
    }

    @Override
    public List<Parameter> parameters() {
        return session.parameters();
    }

    @Override
    public float forwardBackward(TrainingBatch batch) {
        double total = weight(objective, batch);
        double loss = 0;
        for (float[] sum : sums) {
            Arrays.fill(sum, 0);
        }
        for (TrainingBatch part : split(batch)) {
            double share = total > 0 ? weight(objective, part) / total : 0;
            loss += share * session.forwardBackward(part);
            add(share);
        }
        for (int p = 0; p < sums.length; p++) {
            parameters().get(p).gradient().put(0, sums[p]);
        }
        return (float) loss;
    }

    private static <O extends Objective> double weight(O objective, TrainingBatch batch) {
        return Losses.of(objective).weight(objective, batch);
    }

    private void add(double share) {
        for (int p = 0; p < sums.length; p++) {
            Parameter parameter = parameters().get(p);
            for (int i = 0; i < sums[p].length; i++) {
                sums[p][i] += (float) (share * parameter.gradient().get(i));
            }
        }
    }

    private List<TrainingBatch> split(TrainingBatch batch) {
        int examples = batch.targets().length;
        int used = Math.min(parts, examples);
        SplittableRandom seeds = new SplittableRandom(batch.noiseSeed());
        List<TrainingBatch> split = new ArrayList<>();
        for (int part = 0; part < used; part++) {
            int from = part * examples / used;
            int to = (part + 1) * examples / used;
            List<TokenizedText> texts = new ArrayList<>();
            for (int column = 0; column < objective.textsPerExample(); column++) {
                texts.addAll(batch.texts().subList(column * examples + from, column * examples + to));
            }
            split.add(new TrainingBatch(texts, Arrays.copyOfRange(batch.targets(), from, to), seeds.nextLong()));
        }
        return split;
    }

    @Override
    public void close() {
        session.close();
    }
}
