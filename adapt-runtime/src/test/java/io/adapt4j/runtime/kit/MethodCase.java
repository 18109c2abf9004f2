package io.adapt4j.runtime.kit;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.Manifest;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.dora.Dora;
import io.adapt4j.method.ia3.Ia3;
import io.adapt4j.method.loha.Loha;
import io.adapt4j.method.lokr.Lokr;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.vera.Vera;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * A method with the definition of what it does, written down a second time.
 *
 * @param config the method
 * @param shapes the parameters of a module
 * @param shared the parameters that all modules share
 * @param definition the weight {@code [out][in]} that a module has in the end, given its frozen weight
 * @param biasGain whether the bias is scaled as the output is
 */
public record MethodCase(
        MethodConfig config,
        BiFunction<MethodConfig, TargetModule, Map<String, long[]>> shapes,
        Map<String, long[]> shared,
        Definition definition,
        boolean biasGain) {

    /** What a method makes of a module's weight. */
    public interface Definition {
        double[][] weight(Parameters parameters, double[][] w);
    }

    /** The parameters of one module, as matrices. */
    public record Parameters(ModuleDelta delta) {
        double[][] get(String name) {
            Tensor tensor = delta.parameter(name);
            int columns = tensor.shape().dimension() == 1 ? 1 : (int) tensor.dimension(1);
            double[][] matrix = new double[(int) tensor.dimension(0)][columns];
            float[] values = tensor.toFloatArray();
            for (int i = 0; i < values.length; i++) {
                matrix[i / columns][i % columns] = values[i];
            }
            return matrix;
        }

        String module() {
            return delta.module();
        }
    }

    /** A case for each method. */
    public static List<MethodCase> all() {
        Lora lora = Lora.rank(4).rsLora(true).rankPattern(Map.of("gemm", 2)).alphaPattern(Map.of("behind", 3.0));
        Dora dora = new Dora(Lora.rank(3));
        Ia3 ia3 = Ia3.targets("all-linear").feedforward("turned", "plain");
        Loha loha = Loha.rank(2).alpha(3);
        Lokr lokr = Lokr.rank(2).alpha(1.5);
        Vera vera = Vera.rank(5);
        return List.of(
                new MethodCase(
                        lora,
                        (config, module) -> lora(lora, module),
                        Map.of(),
                        (p, w) -> plus(w, lora.scalingOf(p.module()), product(p.get("lora_B"), p.get("lora_A"))),
                        false),
                new MethodCase(
                        dora,
                        (config, module) ->
                                with(lora(dora.lora(), module), "lora_magnitude_vector", module.outFeatures()),
                        Map.of(),
                        (p, w) -> {
                            double[][] sum = plus(
                                    w, dora.lora().scalingOf(p.module()), product(p.get("lora_B"), p.get("lora_A")));
                            for (int o = 0; o < sum.length; o++) {
                                double norm = 0;
                                for (double x : sum[o]) {
                                    norm += x * x;
                                }
                                for (int i = 0; i < sum[o].length; i++) {
                                    sum[o][i] *= p.get("lora_magnitude_vector")[o][0] / Math.sqrt(norm);
                                }
                            }
                            return sum;
                        },
                        false),
                new MethodCase(
                        ia3,
                        (config, module) -> ia3.isFeedforward(module.path())
                                ? with(new TreeMap<>(), "ia3_l", 1, module.inFeatures())
                                : with(new TreeMap<>(), "ia3_l", module.outFeatures(), 1),
                        Map.of(),
                        (p, w) -> {
                            double[][] l = p.get("ia3_l");
                            double[][] scaled = new double[w.length][w[0].length];
                            for (int o = 0; o < w.length; o++) {
                                for (int i = 0; i < w[0].length; i++) {
                                    scaled[o][i] = w[o][i] * (ia3.isFeedforward(p.module()) ? l[0][i] : l[o][0]);
                                }
                            }
                            return scaled;
                        },
                        true),
                new MethodCase(
                        loha,
                        (config, module) -> {
                            Map<String, long[]> shapes = new TreeMap<>();
                            for (String w : List.of("hada_w1", "hada_w2")) {
                                with(shapes, w + "_a", module.outFeatures(), 2);
                                with(shapes, w + "_b", 2, module.inFeatures());
                            }
                            return shapes;
                        },
                        Map.of(),
                        (p, w) -> {
                            double[][] first = product(p.get("hada_w1_a"), p.get("hada_w1_b"));
                            double[][] second = product(p.get("hada_w2_a"), p.get("hada_w2_b"));
                            for (int o = 0; o < first.length; o++) {
                                for (int i = 0; i < first[0].length; i++) {
                                    first[o][i] *= second[o][i];
                                }
                            }
                            return plus(w, 1.5, first);
                        },
                        false),
                new MethodCase(
                        lokr,
                        (config, module) -> {
                            Map<String, long[]> shapes = with(new TreeMap<>(), "lokr_w1", 4, 4);
                            if (module.path().equals("gemm")) {
                                return with(shapes, "lokr_w2", 5, 6);
                            }
                            with(shapes, "lokr_w2_a", 5, 2);
                            return with(shapes, "lokr_w2_b", 2, 6);
                        },
                        Map.of(),
                        (p, w) -> {
                            double[][] w1 = p.get("lokr_w1");
                            double[][] w2 = p.module().equals("gemm")
                                    ? p.get("lokr_w2")
                                    : product(p.get("lokr_w2_a"), p.get("lokr_w2_b"));
                            double[][] kron = new double[w.length][w[0].length];
                            for (int o = 0; o < w.length; o++) {
                                for (int i = 0; i < w[0].length; i++) {
                                    kron[o][i] = w1[o / 5][i / 6] * w2[o % 5][i % 6];
                                }
                            }
                            return plus(w, 0.75, kron);
                        },
                        false),
                new MethodCase(
                        vera,
                        (config, module) ->
                                with(with(new TreeMap<>(), "vera_lambda_b", module.outFeatures()), "vera_lambda_d", 5),
                        Map.of("vera_A", new long[] {5, 30}, "vera_B", new long[] {32, 5}),
                        (p, w) -> {
                            double[][] a = p.get("vera_A");
                            double[][] b = p.get("vera_B");
                            double[][] sum = new double[w.length][w[0].length];
                            for (int o = 0; o < w.length; o++) {
                                for (int i = 0; i < w[0].length; i++) {
                                    sum[o][i] = w[o][i];
                                    for (int r = 0; r < 5; r++) {
                                        sum[o][i] += p.get("vera_lambda_b")[o][0]
                                                * b[o][r]
                                                * p.get("vera_lambda_d")[r][0]
                                                * a[r][i];
                                    }
                                }
                            }
                            return sum;
                        },
                        false));
    }

    private static Map<String, long[]> lora(Lora lora, TargetModule module) {
        int rank = lora.rankOf(module.path());
        return with(with(new TreeMap<>(), "lora_A", rank, module.inFeatures()), "lora_B", module.outFeatures(), rank);
    }

    private static Map<String, long[]> with(Map<String, long[]> shapes, String name, long... dims) {
        shapes.put(name, dims);
        return shapes;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] result = new double[a.length][b[0].length];
        for (int r = 0; r < a.length; r++) {
            for (int i = 0; i < b.length; i++) {
                for (int c = 0; c < b[0].length; c++) {
                    result[r][c] += a[r][i] * b[i][c];
                }
            }
        }
        return result;
    }

    private static double[][] plus(double[][] w, double factor, double[][] delta) {
        double[][] result = new double[w.length][w[0].length];
        for (int o = 0; o < w.length; o++) {
            for (int i = 0; i < w[0].length; i++) {
                result[o][i] = w[o][i] + factor * delta[o][i];
            }
        }
        return result;
    }

    /** An adapter of the method with random parameters on all modules of a base. */
    public Adapter adapter(BaseModel base, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Tensor> common = new TreeMap<>();
        new TreeMap<>(shared).forEach((name, dims) -> common.put(name, TestAdapters.tensor(random, dims)));
        List<ModuleDelta> deltas = new ArrayList<>();
        for (TargetModule module : config.select(base.targetModules())) {
            TreeMap<String, Tensor> parameters = new TreeMap<>(common);
            shapes.apply(config, module)
                    .forEach((name, dims) -> parameters.put(name, TestAdapters.tensor(random, dims)));
            deltas.add(new ModuleDelta(module.path(), parameters));
        }
        return new Adapter(
                config,
                deltas,
                Optional.empty(),
                Optional.empty(),
                Manifest.empty().withBase(base.hash()));
    }

    @Override
    public String toString() {
        return config.getClass().getSimpleName();
    }
}
