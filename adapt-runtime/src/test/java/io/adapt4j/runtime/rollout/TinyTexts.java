package io.adapt4j.runtime.rollout;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.Head;
import io.adapt4j.Manifest;
import io.adapt4j.ModelOptions;
import io.adapt4j.TokenizerFile;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.runtime.onnx.TestModels;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.task.Pooling;
import io.adapt4j.task.RegressionSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** A base of one embedding and one projection, and adapters that say the same to every text. */
final class TinyTexts {
    private static final int HIDDEN = 8;
    private static final int WORDS = 4;
    private static final TokenizerFile TOKENIZER = TokenizerFile.of("""
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
             "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
             "model": {"type": "WordLevel", "unk_token": "[UNK]", "vocab": {"[UNK]": 0, "win": 1, "money": 2, "notes": 3}}}
            """);

    private TinyTexts() {}

    static BaseModel base() {
        Graph graph = new Graph(Map.of(Graph.ONNX, 17L));
        SplittableRandom random = new SplittableRandom(5);
        for (String input : List.of("input_ids", "attention_mask")) {
            graph.inputs().add(new ValueInfo(input, OnnxTypes.INT64, List.of("batch", "sequence")));
        }
        weight(graph, random, "embeddings", WORDS, HIDDEN);
        weight(graph, random, "dense.weight", HIDDEN, HIDDEN);
        graph.nodes()
                .add(new Node(
                        "/embed/Gather",
                        "Gather",
                        Graph.ONNX,
                        List.of("embeddings", "input_ids"),
                        List.of("embedded"),
                        Map.of()));
        graph.nodes()
                .add(new Node(
                        "/dense/MatMul",
                        "MatMul",
                        Graph.ONNX,
                        List.of("embedded", "dense.weight"),
                        List.of("last_hidden_state"),
                        Map.of()));
        graph.outputs()
                .add(new ValueInfo(
                        "last_hidden_state", OnnxTypes.FLOAT, List.of("batch", "sequence", Integer.toString(HIDDEN))));
        return BaseModel.open(TestModels.bytes(graph), ModelOptions.defaults().withThreads(1));
    }

    private static void weight(Graph graph, SplittableRandom random, String name, long... dims) {
        graph.initializers().put(name, TensorData.floats(TestAdapters.floats(random, dims), dims));
    }

    /** Says one label of {@code yes} and {@code no}; another seed is another version. */
    static Adapter saying(BaseModel base, String label, int seed) {
        float yes = label.equals("yes") ? 1 : -1;
        Head head = new Head(
                Tensor.of(new float[2 * HIDDEN], 2, HIDDEN), Tensor.of(new float[] {yes * seed, -yes * seed}, 2));
        return adapter(base, seed, head, new TextClassificationSpec(List.of("yes", "no"), Pooling.MEAN, false, 16));
    }

    /** Fails every request for a label, for it answers with a number. */
    static Adapter failing(BaseModel base) {
        Head head = new Head(Tensor.of(new float[HIDDEN], 1, HIDDEN), Tensor.of(new float[] {1}, 1));
        return adapter(base, 1, head, new RegressionSpec(List.of("value"), Pooling.MEAN, false, 16));
    }

    private static Adapter adapter(BaseModel base, int seed, Head head, TaskSpec task) {
        Lora method = Lora.rank(2).targets("dense");
        return new Adapter(
                method,
                TestAdapters.adapter(base, method, seed).deltas(),
                Optional.of(head),
                Optional.of(TOKENIZER),
                new Manifest(
                        Optional.of(base.hash()),
                        Optional.empty(),
                        Optional.of(task),
                        Optional.of(TOKENIZER.hash()),
                        new com.google.gson.JsonObject()));
    }
}
