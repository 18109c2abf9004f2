package io.adapt4j.train.gradient.rules;

import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.train.gradient.GradientContext;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.gradient.RuleRegistry;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gradients of matrix products. */
public final class LinearRules {
    private LinearRules() {}

    public static void register(RuleRegistry registry) {
        registry.rule("MatMul", LinearRules::matMul);
        registry.rule(Graph.MICROSOFT + ".FusedMatMul", LinearRules::fusedMatMul);
        registry.rule("Gemm", LinearRules::gemm);
    }

    /** For {@code y = a b}: {@code da = g b^T, db = a^T g}, over the last two axes. */
    private static List<@Nullable String> matMul(GradientContext c) {
        GraphOps ops = c.ops();
        String a = c.node().input(0);
        String b = c.node().input(1);
        int rankA = c.rank(a);
        int rankB = c.rank(b);
        if (rankA == 1 || rankB == 1) {
            return vectorMatMul(c, rankA == 1, rankB == 1);
        }
        String g = c.gradient();
        String da = null;
        String db = null;
        if (c.needs(0)) {
            da = c.unbroadcastBatch(ops.matMul(g, false, b, true), a);
        }
        if (c.needs(1)) {
            db = rankB == 2 && rankA > 2
                    ? ops.gemm(rows(c, a), true, rows(c, g, c.node().output()), false)
                    : c.unbroadcastBatch(ops.matMul(a, true, g, false), b);
        }
        return Arrays.asList(da, db);
    }

    /** A vector operand is a matrix with one row on the left, or one column on the right, whose axis the result drops. */
    private static List<@Nullable String> vectorMatMul(GradientContext c, boolean vectorA, boolean vectorB) {
        GraphOps ops = c.ops();
        String a = vectorA ? ops.unsqueeze(c.node().input(0), 0) : c.node().input(0);
        String b = vectorB ? ops.unsqueeze(c.node().input(1), 1) : c.node().input(1);
        String g = c.gradient();
        g = vectorB ? ops.unsqueeze(g, -1) : g;
        g = vectorA ? ops.unsqueeze(g, vectorB ? 0 : -2) : g;
        String da = c.needs(0) ? ops.matMul(g, false, b, true) : null;
        String db = c.needs(1) ? ops.matMul(a, true, g, false) : null;
        return Arrays.asList(
                da == null || !vectorA ? da : sumToVector(c, da, c.node().input(0)),
                db == null || !vectorB ? db : sumToVector(c, db, c.node().input(1)));
    }

    private static String sumToVector(GradientContext c, String gradient, String vector) {
        String rows = c.ops().reshape(gradient, -1, c.shape(vector)[0]);
        return c.ops().reduceSum(rows, new long[] {0}, false);
    }

    private static String rows(GradientContext c, String value) {
        return rows(c, value, value);
    }

    /** A value as a matrix whose rows are its last axis. */
    private static String rows(GradientContext c, String value, String like) {
        long[] shape = c.shape(like);
        return shape.length == 2 ? value : c.ops().reshape(value, -1, shape[shape.length - 1]);
    }

    private static List<@Nullable String> fusedMatMul(GradientContext c) {
        boolean transA = c.node().longAttribute("transA", 0) != 0;
        boolean transB = c.node().longAttribute("transB", 0) != 0;
        if (c.node().longAttribute("transBatchA", 0) != 0 || c.node().longAttribute("transBatchB", 0) != 0) {
            throw c.unsupported("transBatchA and transBatchB are not supported");
        }
        GraphOps ops = c.ops();
        String a = c.node().input(0);
        String b = c.node().input(1);
        String g = ops.mul(c.gradient(), c.node().floatAttribute("alpha", 1));
        String da = transA ? ops.matMul(b, transB, g, true) : ops.matMul(g, false, b, !transB);
        String db = transB ? ops.matMul(g, true, a, transA) : ops.matMul(a, !transA, g, false);
        return Arrays.asList(
                c.needs(0) ? c.unbroadcastBatch(da, a) : null, c.needs(1) ? c.unbroadcastBatch(db, b) : null);
    }

    /** For {@code y = alpha a b + beta c}, a and b transposed where the attributes say so. */
    private static List<@Nullable String> gemm(GradientContext c) {
        GraphOps ops = c.ops();
        boolean transA = c.node().longAttribute("transA", 0) != 0;
        boolean transB = c.node().longAttribute("transB", 0) != 0;
        String a = c.node().input(0);
        String b = c.node().input(1);
        String g = ops.mul(c.gradient(), c.node().floatAttribute("alpha", 1));
        String da = null;
        String db = null;
        String dc = null;
        if (c.needs(0)) {
            da = transA ? ops.gemm(b, transB, g, true) : ops.gemm(g, false, b, !transB);
        }
        if (c.needs(1)) {
            db = transB ? ops.gemm(g, true, a, transA) : ops.gemm(a, !transA, g, false);
        }
        if (c.needs(2)) {
            String scaled = ops.mul(c.gradient(), c.node().floatAttribute("beta", 1));
            dc = c.unbroadcastTo(scaled, c.node().output(), c.node().input(2));
        }
        return Arrays.asList(da, db, dc);
    }
}
