package io.adapt4j.runtime.onnx;

import io.adapt4j.method.Factors;
import io.adapt4j.runtime.engine.MergedForm;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.ort.GraphSession;
import io.adapt4j.runtime.onnx.ort.SharedWeights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A session over weights into which one adapter is merged. Weights that the adapter leaves alone are the base's own.
 */
final class MergedSession extends MergedForm {
    private final GraphSession session;
    private final SharedWeights weights;

    private MergedSession(GraphSession session, SharedWeights weights, long byteSize) {
        super(byteSize);
        this.session = session;
        this.weights = weights;
    }

    static MergedSession open(OnnxBaseModel base, Map<String, Factors> factors) {
        Graph graph = base.graph();
        Set<TensorData> shared = Collections.newSetFromMap(new IdentityHashMap<>());
        shared.addAll(graph.initializers().values());
        MergedGraph.of(graph, base.targets(), factors);
        List<TensorData> own = new ArrayList<>(graph.initializers().values());
        own.removeIf(shared::contains);
        SharedWeights weights = base.weights().with(own);
        try {
            GraphSession session =
                    GraphSession.open(graph, weights, base.options().serving());
            return new MergedSession(
                    session,
                    weights,
                    own.stream().mapToLong(data -> data.data().remaining()).sum());
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    GraphSession session() {
        return session;
    }

    @Override
    protected void free() {
        session.close();
        weights.close();
    }
}
