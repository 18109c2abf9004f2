package io.adapt4j.train;

import io.adapt4j.train.optim.Updates;
import io.adapt4j.train.spi.Parameter;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The parameters of a run with the state of their optimizers and, where wanted, their moving average. */
final class ParameterSet {
    private final List<Parameter> parameters;
    private final Hyperparameters hyperparameters;
    private final LearningRates learningRates;
    private final List<Updates> updates = new ArrayList<>();
    private final float[][] average;
    private int steps;

    ParameterSet(List<Parameter> parameters, Hyperparameters hyperparameters) {
        this.parameters = List.copyOf(parameters);
        this.hyperparameters = hyperparameters;
        this.learningRates = new LearningRates(parameters, hyperparameters);
        for (Parameter parameter : parameters) {
            updates.add(hyperparameters.optimizer().forTensor(parameter.rows(), parameter.columns()));
        }
        this.average = hyperparameters.emaDecay() > 0 ? copy() : new float[0][];
    }

    List<Parameter> parameters() {
        return parameters;
    }

    /**
     * Takes one step of the optimizer with the gradients of the last batch; {@code factor} is the schedule's. Returns false, and
     * changes nothing, when the gradient is not finite.
     */
    boolean step(double factor) {
        double norm = gradientNorm();
        if (!Double.isFinite(norm)) {
            return false;
        }
        double clip = hyperparameters.clipNorm();
        double scale = clip > 0 && norm > clip ? clip / norm : 1;
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            if (parameter.isTrained()) {
                updates.get(i)
                        .step(
                                parameter.value(),
                                parameter.gradient(),
                                scale,
                                factor * learningRates.of(parameter),
                                isDecayed(parameter.role()) ? hyperparameters.weightDecay() : 0);
            }
        }
        steps++;
        updateAverage();
        return true;
    }

    private static boolean isDecayed(Parameter.Role role) {
        return role != Parameter.Role.HEAD_BIAS && role != Parameter.Role.SCALE;
    }

    private double gradientNorm() {
        double sum = 0;
        for (Parameter parameter : parameters) {
            FloatBuffer gradient = parameter.gradient();
            for (int i = 0; i < parameter.size(); i++) {
                double g = gradient.get(i);
                sum += g * g;
            }
        }
        return StrictMath.sqrt(sum);
    }

    /** The average starts fast and slows to the configured decay, so that the first steps do not linger in it. */
    private void updateAverage() {
        float decay = (float) Math.min(hyperparameters.emaDecay(), (1.0 + steps) / (10.0 + steps));
        for (int p = 0; p < average.length; p++) {
            FloatBuffer value = parameters.get(p).value();
            for (int i = 0; i < average[p].length && parameters.get(p).isTrained(); i++) {
                average[p][i] = decay * average[p][i] + (1 - decay) * value.get(i);
            }
        }
    }

    /** The values to evaluate and keep: the moving averages, or the values themselves where there are none. */
    float[][] kept() {
        if (average.length == 0) {
            return copy();
        }
        float[][] copy = new float[average.length][];
        for (int p = 0; p < copy.length; p++) {
            copy[p] = average[p].clone();
        }
        return copy;
    }

    /** All that the next step depends on, by name, copied: values, the optimizers' memory, averages. */
    SortedMap<String, float[]> state() {
        SortedMap<String, float[]> state = new TreeMap<>();
        float[][] values = copy();
        for (int p = 0; p < values.length; p++) {
            state.put("value/" + p, values[p]);
            List<float[]> memory = updates.get(p).memory();
            for (int i = 0; i < memory.size(); i++) {
                state.put("memory/" + p + "/" + i, memory.get(i).clone());
            }
            if (average.length > 0) {
                state.put("average/" + p, average[p].clone());
            }
        }
        return state;
    }

    /**
     * Goes on from {@link #state}, which must be of the same parameters and settings.
     *
     * @param newSteps the steps that had been taken
     */
    void restore(int newSteps, Function<String, float[]> state) {
        steps = newSteps;
        for (int p = 0; p < parameters.size(); p++) {
            Parameter parameter = parameters.get(p);
            parameter.value().put(0, state.apply("value/" + p));
            List<float[]> memory = new ArrayList<>();
            for (int i = 0; i < updates.get(p).memory().size(); i++) {
                memory.add(state.apply("memory/" + p + "/" + i));
            }
            updates.get(p).restore(parameter.isTrained() ? newSteps : 0, memory);
            if (average.length > 0) {
                average[p] = state.apply("average/" + p);
            }
        }
    }

    private float[][] copy() {
        float[][] values = new float[parameters.size()][];
        for (int p = 0; p < values.length; p++) {
            values[p] = new float[parameters.get(p).size()];
            parameters.get(p).value().duplicate().rewind().get(values[p]);
        }
        return values;
    }
}
