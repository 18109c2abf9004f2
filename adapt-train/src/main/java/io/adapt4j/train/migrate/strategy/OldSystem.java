package io.adapt4j.train.migrate.strategy;

import io.adapt4j.Adapter;
import io.adapt4j.BoundAdapter;
import io.adapt4j.Head;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.task.TextTask;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.migrate.compare.TextBase;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;

/** The old base with the adapter that is to leave it: what a migration must reproduce. Close it to free its native memory. */
public final class OldSystem implements AutoCloseable {
    private final Adapter adapter;
    private final TextBase base;
    private final TaskSpec spec;
    private final BoundAdapter bound;

    /**
     * @throws IncompatibleAdapterException when the adapter does not fit the base, states no task, or has no tokenizer
     * @throws io.adapt4j.error.InvalidAdapterException when one of its values is not finite
     */
    public OldSystem(Adapter adapter, TextBase base) {
        this.adapter = adapter;
        this.base = base;
        this.spec = adapter.manifest()
                .task()
                .orElseThrow(() -> new IncompatibleAdapterException(adapter
                        + " states no task in its manifest, so that nobody can say whether another one does the same"));
        TextTask.of(adapter); // checks head and tokenizer
        adapter.head().ifPresent(OldSystem::requireFinite);
        this.bound = base.model().adapted().bind(adapter);
    }

    private static void requireFinite(Head head) {
        for (float value : head.weight().toFloatArray()) {
            requireFinite(value);
        }
        for (float value : head.bias().toFloatArray()) {
            requireFinite(value);
        }
    }

    private static void requireFinite(float value) {
        if (!Float.isFinite(value)) {
            throw new io.adapt4j.error.InvalidAdapterException("The head of the adapter holds the value " + value
                    + ", which is not finite; the adapter is damaged");
        }
    }

    public Adapter adapter() {
        return adapter;
    }

    public TextBase base() {
        return base;
    }

    public TaskSpec spec() {
        return spec;
    }

    /** What it makes of texts, in their order. */
    public List<Taught> teach(List<String> texts) {
        List<TokenizedText> tokens = base.encode(texts, spec.maxLength());
        TaskForm form = TaskForm.of(spec);
        Optional<Head> head = form.isPooled() ? adapter.head() : Optional.empty();
        return TextFeatures.map(base.model().adapted(), bound, tokens, (index, states) -> {
            float[] vector = states.pooled(spec.pooling());
            for (float value : vector) {
                if (!Float.isFinite(value)) {
                    throw new InvalidDataException("The old system gives a vector that is not finite to \""
                            + texts.get(index) + "\"; base or adapter is damaged");
                }
            }
            double[] outputs =
                    head.map(rows -> outputs(rows, vector, form.normalize())).orElse(new double[0]);
            return new Taught(texts.get(index), outputs, vector);
        });
    }

    /** What it makes of each token of texts as it reads them, {@code [tokens][outputs]} for each. */
    List<double[][]> teachTokens(List<TokenizedText> texts) {
        Head head = adapter.head().orElseThrow();
        return TextFeatures.map(base.model().adapted(), bound, texts, (index, states) -> {
            double[][] outputs = new double[states.text().length()][];
            for (int token = 0; token < outputs.length; token++) {
                outputs[token] = outputs(head, states.token(token), false);
            }
            return outputs;
        });
    }

    /** {@code weight vector + bias}, the vector at unit length where the head takes it so. */
    static double[] outputs(Head head, float[] vector, boolean normalize) {
        double square = 0;
        for (float x : vector) {
            square += (double) x * x;
        }
        double length = normalize ? Math.max(1e-12, StrictMath.sqrt(square)) : 1;
        FloatBuffer weight = head.weight().floats();
        FloatBuffer bias = head.bias().floats();
        double[] outputs = new double[head.outputs()];
        for (int output = 0; output < outputs.length; output++) {
            double sum = 0;
            for (int i = 0; i < vector.length; i++) {
                sum += (double) weight.get(output * vector.length + i) * vector[i];
            }
            outputs[output] = sum / length + bias.get(output);
        }
        return outputs;
    }

    @Override
    public void close() {
        bound.close();
    }
}
