package io.adapt4j.train.migrate;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.TokenizerFile;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.proto.OnnxFile;
import io.adapt4j.spi.ModelSource;
import io.adapt4j.train.testing.TinyBase;
import io.adapt4j.train.testing.TinyShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Bases made from a tiny one. */
public final class Bases {
    private static final ModelOptions ONE_THREAD = ModelOptions.defaults().withThreads(1);

    private Bases() {}

    /** The tiny base of a seed with other constants. */
    private static BaseModel changed(long seed, Consumer<Graph> change) {
        Graph graph = OnnxFile.read(ModelSource.of(TinyBase.onnx(seed)));
        change.accept(graph);
        return BaseModel.open(OnnxFile.write(graph, name -> false), ONE_THREAD);
    }

    /** The base of seed 1 as if it had been trained a little further: noise on each weight, relative to its spread. */
    public static BaseModel successor(double noise, long seed) {
        return changed(1, graph -> {
            Random random = new Random(seed);
            graph.initializers()
                    .replaceAll((name, data) -> data.elementType() == OnnxTypes.FLOAT && data.dims().length == 2
                            ? mapped(data, values -> {
                                double spread = CommonOps_DDRM.elementMaxAbs(values);
                                for (int i = 0; i < values.data.length; i++) {
                                    values.data[i] += noise * spread * random.nextGaussian();
                                }
                                return values;
                            })
                            : data);
        });
    }

    /** A successor in TorchScript. */
    public static BaseModel torchSuccessor(double noise, long seed) {
        try (BaseModel onnx = successor(noise, seed)) {
            return BaseModel.open(TinyBase.torchScript(onnx), ONE_THREAD);
        }
    }

    /** The base of another seed under other names of its modules. */
    public static BaseModel renamed(long seed) {
        return changed(seed, graph -> graph.nodes()
                .replaceAll(node -> new Node(
                        node.name().replace("/encoder/layer.0/", "/model/blocks.0/"),
                        node.opType(),
                        node.domain(),
                        node.inputs(),
                        node.outputs(),
                        node.attributes())));
    }

    /** A base that gives every text the same vector, whatever it says. */
    public static BaseModel blind(long seed) {
        return changed(seed, graph -> {
            Map<String, TensorData> all = graph.initializers();
            all.replaceAll((name, data) -> name.equals("embeddings.word_embeddings.weight")
                    ? mapped(data, values -> {
                        values.zero();
                        return values;
                    })
                    : data);
        });
    }

    /**
     * Two narrow layers of random weights, ten times as large as those with which layers keep what they read apart: what comes out tells little of what
     * went in that a few hundred texts could show.
     */
    public static BaseModel random(long seed) {
        Graph graph = OnnxFile.read(ModelSource.of(TinyBase.onnx(seed, new TinyShape(2, 16, 2))));
        graph.initializers()
                .replaceAll((name, data) -> data.elementType() == OnnxTypes.FLOAT
                                && data.dims().length == 2
                                && !name.startsWith("embeddings.word")
                        ? mapped(data, values -> {
                            CommonOps_DDRM.scale(10, values);
                            return values;
                        })
                        : data);
        return BaseModel.open(OnnxFile.write(graph, name -> false), ONE_THREAD);
    }

    /** The base of seed 1 with its vocabulary in another order; {@link #reorderedTokenizer} belongs to it. */
    public static BaseModel reordered() {
        return changed(1, graph -> graph.initializers()
                .computeIfPresent(
                        "embeddings.word_embeddings.weight",
                        (name, data) -> mapped(data, table -> {
                            DMatrixRMaj moved = table.copy();
                            for (int id = 0; id < table.numRows; id++) {
                                System.arraycopy(
                                        table.data,
                                        id * table.numCols,
                                        moved.data,
                                        reordered(id, table.numRows) * table.numCols,
                                        table.numCols);
                            }
                            return moved;
                        })));
    }

    /** Special tokens, the first four, stay where they are. */
    private static int reordered(int id, int size) {
        return id < 4 ? id : 4 + (id - 4 + 7) % (size - 4);
    }

    /** The tokenizer of {@link #reordered()}. */
    public static TokenizerFile reorderedTokenizer() {
        JsonObject json = JsonParser.parseString(TinyBase.tokenizer().json()).getAsJsonObject();
        JsonObject vocabulary = json.getAsJsonObject("model").getAsJsonObject("vocab");
        int size = vocabulary.size();
        List.copyOf(vocabulary.keySet())
                .forEach(piece -> vocabulary.addProperty(
                        piece, reordered(vocabulary.get(piece).getAsInt(), size)));
        return TokenizerFile.of(json.toString());
    }

    /** A base one of whose weights is no number. */
    public static BaseModel damaged() {
        return changed(1, graph -> graph.initializers()
                .computeIfPresent(
                        "encoder.layer.0.output.dense.weight",
                        (name, data) -> mapped(data, values -> {
                            values.data[7] = Double.NaN;
                            return values;
                        })));
    }

    static TensorData mapped(TensorData data, UnaryOperator<DMatrixRMaj> change) {
        boolean vector = data.dims().length == 1;
        DMatrixRMaj matrix = new DMatrixRMaj(
                vector ? 1 : (int) data.dims()[0], (int) data.dims()[vector ? 0 : 1], true, data.toDoubles());
        DMatrixRMaj result = change.apply(matrix);
        float[] values = new float[result.getNumElements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) result.data[i];
        }
        return vector
                ? TensorData.floats(values, values.length)
                : TensorData.floats(values, result.numRows, result.numCols);
    }

    /**
     * The base of seed 1 in other coordinates: hidden states turned by {@code hidden}, which keeps the sum of a vector and so what layer
     * normalisation takes away, queries and keys by {@code keys}, values by {@code values}, the inner layer permuted by {@code inner}. It
     * computes the turned hidden states of the base of seed 1.
     */
    public static BaseModel turned(Turns turns) {
        return changed(1, graph -> graph.initializers().replaceAll((name, data) -> turns.of(name, data)));
    }

    /** Orthogonal matrices, {@code x' = x Q} for rows {@code x}. */
    public record Turns(DMatrixRMaj hidden, DMatrixRMaj keys, DMatrixRMaj values, DMatrixRMaj inner) {

        /** Random ones for the tiny base: two heads of 16 each. */
        public static Turns random(long seed) {
            Random random = new Random(seed);
            return new Turns(reflections(32, random, true), heads(random), heads(random), permutation(64, random));
        }

        private static DMatrixRMaj heads(Random random) {
            DMatrixRMaj both = new DMatrixRMaj(32, 32);
            CommonOps_DDRM.insert(reflections(16, random, false), both, 0, 0);
            CommonOps_DDRM.insert(reflections(16, random, false), both, 16, 16);
            return both;
        }

        /** A product of reflections; those of vectors whose elements add up to zero keep the sum of a vector. */
        private static DMatrixRMaj reflections(int size, Random random, boolean keepingSums) {
            DMatrixRMaj product = CommonOps_DDRM.identity(size);
            for (int i = 0; i < size; i++) {
                DMatrixRMaj v = new DMatrixRMaj(size, 1);
                for (int j = 0; j < size; j++) {
                    v.data[j] = random.nextGaussian();
                }
                if (keepingSums) {
                    CommonOps_DDRM.add(v, -CommonOps_DDRM.elementSum(v) / size);
                }
                DMatrixRMaj reflection = new DMatrixRMaj(size, size);
                CommonOps_DDRM.multTransB(-2 / CommonOps_DDRM.dot(v, v), v, v, reflection);
                CommonOps_DDRM.addEquals(reflection, CommonOps_DDRM.identity(size));
                product = product(product, reflection);
            }
            return product;
        }

        private static DMatrixRMaj permutation(int size, Random random) {
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                order.add(i);
            }
            Collections.shuffle(order, random);
            DMatrixRMaj permutation = new DMatrixRMaj(size, size);
            for (int i = 0; i < size; i++) {
                permutation.set(i, order.get(i), 1);
            }
            return permutation;
        }

        /** The turn of what a module reads. */
        public DMatrixRMaj in(String module) {
            if (module.endsWith("attention.output.dense")) {
                return values;
            }
            return module.endsWith("0.output.dense") ? inner : hidden;
        }

        /** The turn of what a module gives. */
        public DMatrixRMaj out(String module) {
            if (module.endsWith("query") || module.endsWith("key")) {
                return keys;
            }
            if (module.endsWith("value")) {
                return values;
            }
            return module.endsWith("intermediate.dense") ? inner : hidden;
        }

        TensorData of(String name, TensorData data) {
            if (name.startsWith("embeddings.") && name.endsWith("embeddings.weight")) {
                return mapped(data, table -> product(table, hidden));
            }
            if (name.endsWith(".bias") && !name.contains("LayerNorm")) {
                return mapped(data, bias -> product(bias, out(name.substring(0, name.length() - 5))));
            }
            if (name.endsWith(".weight") && data.dims().length == 2) {
                String module = name.substring(0, name.length() - 7);
                DMatrixRMaj back = CommonOps_DDRM.transpose(in(module), null);
                return mapped(data, weight -> product(product(back, weight), out(module)));
            }
            return data;
        }
    }

    public static DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(a.numRows, b.numCols);
        CommonOps_DDRM.mult(a, b, product);
        return product;
    }
}
