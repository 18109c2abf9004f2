package io.adapt4j.train.onnx;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.runtime.onnx.OnnxBaseModel;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.ort.GraphSession;
import io.adapt4j.runtime.text.TokenBatch;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.Resources;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the frozen layers make of each text, computed once. It is computed of the text alone: so it depends on neither the batch
 * that the text comes in nor the order of batches, and a training that goes on later finds the same.
 */
final class FrozenActivations implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrozenActivations.class);

    private final OnnxBaseModel base;
    private final FrozenCut cut;
    private final GraphSession session;
    private final ActivationStore store;
    private final Map<Key, int[]> known = new HashMap<>();

    /** A text by what the base sees of it. */
    private record Key(List<Long> ids, List<Long> typeIds) {
        static Key of(TokenizedText text) {
            return new Key(
                    Arrays.stream(text.ids()).boxed().toList(),
                    Arrays.stream(text.typeIds()).boxed().toList());
        }
    }

    private FrozenActivations(OnnxBaseModel base, FrozenCut cut, ActivationStore store) {
        this.base = base;
        this.cut = cut;
        this.store = store;
        this.session = GraphSession.open(
                cut.frozen(), base.weights(), base.sharedSettings().unplanned());
    }

    /** The frozen part of a training; empty where keeping it would not pay, or would change what comes out. */
    static Optional<FrozenActivations> of(OnnxBaseModel base, ForwardPass pass, Resources resources) {
        Optional<FrozenActivations> candidate = pass.cut()
                .map(cut -> new FrozenActivations(base, cut, new ActivationStore(resources.activationBytes())));
        if (candidate.isEmpty()) {
            return candidate;
        }
        boolean agrees = false;
        try {
            agrees = candidate.get().agreesWithBatch(pass.sample().texts());
        } finally {
            if (!agrees) {
                candidate.get().close();
            }
        }
        if (agrees) {
            return candidate;
        }
        LOG.info("Activations are not cached: this base makes something else of a text when it is padded");
        return Optional.empty();
    }

    /** The graph that takes the boundary values. */
    Graph trained() {
        return cut.trained();
    }

    /**
     * The boundary values of a batch, FLOAT {@code [texts, sequence, ...]} each, zero behind the end of a text.
     *
     * @param memory gives a direct buffer of that name and size, in bytes
     */
    Map<String, Tensor> of(List<TokenizedText> texts, BiFunction<String, Integer, ByteBuffer> memory) {
        int sequence = new TokenBatch(texts).sequenceLength();
        List<int[]> numbers = texts.stream().map(this::numbers).toList();
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (int b = 0; b < cut.boundaries().size(); b++) {
            FrozenCut.Boundary boundary = cut.boundaries().get(b);
            int row = sequence * boundary.width();
            ByteBuffer bytes = memory.apply(boundary.name(), Math.multiplyExact(texts.size() * row, Float.BYTES));
            FloatBuffer floats = bytes.asFloatBuffer();
            for (int t = 0; t < texts.size(); t++) {
                floats.position(t * row);
                store.read(numbers.get(t)[b], floats);
                while (floats.position() < (t + 1) * row) {
                    floats.put(0);
                }
            }
            values.put(boundary.name(), Tensor.of(DataType.FLOAT32, shape(texts.size(), sequence, boundary), bytes));
        }
        return values;
    }

    private static Shape shape(int texts, int sequence, FrozenCut.Boundary boundary) {
        long[] dims = new long[2 + boundary.dims().length];
        dims[0] = texts;
        dims[1] = sequence;
        System.arraycopy(boundary.dims(), 0, dims, 2, boundary.dims().length);
        return new Shape(dims);
    }

    /** The numbers under which a text's boundary values are kept. */
    private int[] numbers(TokenizedText text) {
        return known.computeIfAbsent(
                Key.of(text),
                key -> run(List.of(text)).stream().mapToInt(store::add).toArray());
    }

    /** The boundary values of texts, one array for each boundary. */
    private List<float[]> run(List<TokenizedText> texts) {
        Map<String, Tensor> inputs = new LinkedHashMap<>(new TokenBatch(texts).inputs(base.signature()));
        inputs.keySet().retainAll(session.inputNames());
        List<String> names =
                cut.boundaries().stream().map(FrozenCut.Boundary::name).toList();
        Map<String, Tensor> outputs = session.run(inputs, names);
        return names.stream()
                .map(name -> requireNonNull(outputs.get(name)).toFloatArray())
                .toList();
    }

    /**
     * Whether the base makes the same of texts alone as of texts in a batch, up to rounding. A base that takes no attention mask,
     * or lets the rows of a batch meet, does not.
     */
    private boolean agreesWithBatch(List<TokenizedText> texts) {
        List<float[]> together = run(texts);
        int sequence = new TokenBatch(texts).sequenceLength();
        for (int t = 0; t < texts.size(); t++) {
            List<float[]> alone = run(List.of(texts.get(t)));
            for (int b = 0; b < alone.size(); b++) {
                int start = t * sequence * cut.boundaries().get(b).width();
                if (!agree(alone.get(b), together.get(b), start)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean agree(float[] alone, float[] together, int start) {
        for (int i = 0; i < alone.length; i++) {
            if (!(Math.abs(alone[i] - together[start + i]) <= 1e-3 * Math.max(1, Math.abs(alone[i])))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        session.close();
        store.close();
    }
}
