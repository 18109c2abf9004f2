package io.adapt4j.runtime.onnx.edit;

import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Gives a graph adapter inputs: at each chosen target {@code y = x W + bias} becomes
 * {@code y = ((x * u) W) * g + t B} with {@code t = x A^T + e}.
 *
 * <ul>
 *   <li>Targets that read the same value {@code x} (query, key and value of one attention) form a group. Their A's stand one
 *       below the other in one {@code A [members * width, in]}, so that x is read once, and t is split among them.
 *   <li>Where a target's bias is a node of its own, that node goes: the bias is the first row of {@code B [width, out]}, for
 *       which {@code e [members * width]} sets the first element of the member's part of t to one. The sum that adds the
 *       delta then takes the place of the sum that added the bias, and the hidden states are read and written no more often
 *       than before.
 *   <li>The gains u {@code [in]} and g {@code [out]} are there only where they are asked for.
 * </ul>
 *
 * <p>The width is a dynamic dimension: the largest rank of the members, plus one where the group has an {@code e}. All
 * scaling is the caller's business, in B.
 *
 * <p>A, B and the gains may also have a leading dimension for the rows of the batch, {@code A [batch, 1..., members * width,
 * in]}: then each row has an adapter of its own. This takes an x whose first dimension is the batch; one that has no other
 * besides its features gets one of size 1 for the time being.
 */
public final class AdapterInjection {
    /** ONNX Runtime's own operators. */
    private static final String MICROSOFT = "com.microsoft";

    private final Graph graph;
    private final SortedSet<Hook> hooks;
    private final ToIntFunction<String> batchedRank;
    private final List<Group> groups = new ArrayList<>();

    private AdapterInjection(Graph graph, SortedSet<Hook> hooks, ToIntFunction<String> batchedRank) {
        this.graph = graph;
        this.hooks = hooks;
        this.batchedRank = batchedRank;
    }

    /**
     * A target in a group.
     *
     * @param site number of the target among the base's
     * @param path path of the module
     * @param inputB the graph input that takes {@code B [width, out]}
     * @param inputGain the graph input that takes u; empty where there is none
     * @param outputGain the graph input that takes g; empty where there is none
     * @param in the size of x
     * @param out the size of y
     * @param alpha factor by which B is multiplied besides the adapter's scaling
     * @param bias FLOAT, {@code out} numbers, the first row of B; null where the graph adds the bias, or there is none
     * @param biasFactor factor by which the bias is multiplied
     */
    public record Member(
            int site,
            String path,
            String inputB,
            String inputGain,
            String outputGain,
            int in,
            int out,
            double alpha,
            @Nullable TensorData bias,
            double biasFactor) {}

    /**
     * Targets with one input.
     *
     * @param inputA the graph input that takes {@code A [members * width, in]}
     * @param inputE the graph input that takes {@code e [members * width]}; empty where no member has a bias
     * @param members in the order of their parts
     * @param rank the number of dimensions of x where its first one is the batch; else 0, and the group cannot have rows
     *     with adapters of their own
     */
    public record Group(String inputA, String inputE, List<Member> members, int rank) {
        /** Whether the first row of each member's A and B is for the bias. */
        public boolean biased() {
            return !inputE.isEmpty();
        }

        /** The number of dimensions of A and B where rows have adapters of their own. */
        public int matrixRank() {
            return Math.max(3, rank);
        }
    }

    /**
     * A target with its bias.
     *
     * @param index number of the target among the base's
     */
    private record Site(int index, OnnxTarget target, Bias bias) {}

    /**
     * Edits a graph.
     *
     * @param graph a copy of the base's graph
     * @param targets the base's targets
     * @param hooks what to adapt; a module with a gain has a delta too
     * @param batchedRank the number of dimensions of a value whose first one is the batch; 0 where that is not so, or not
     *     known
     * @return the groups, whose tensors are now inputs of the graph; a module that is used several times can be in several
     */
    public static List<Group> inject(
            Graph graph, List<OnnxTarget> targets, SortedSet<Hook> hooks, ToIntFunction<String> batchedRank) {
        graph.importOpset(MICROSOFT, 1);
        AdapterInjection injection = new AdapterInjection(graph, hooks, batchedRank);
        BiasDiscovery biases = new BiasDiscovery(graph);
        Map<String, List<Site>> byInput = new LinkedHashMap<>();
        for (int i = 0; i < targets.size(); i++) {
            OnnxTarget target = targets.get(i);
            if (injection.has(target, Hook.Kind.DELTA)) {
                byInput.computeIfAbsent(target.input(), input -> new ArrayList<>())
                        .add(new Site(i, target, biases.of(target)));
            }
        }
        byInput.values().forEach(injection::adapt);
        graph.sort();
        graph.prune();
        return List.copyOf(injection.groups);
    }

    private boolean has(OnnxTarget target, Hook.Kind kind) {
        return hooks.contains(new Hook(target.module().path(), kind));
    }

    private void adapt(List<Site> sites) {
        OnnxTarget first = sites.get(0).target;
        int rank = batchedRank.applyAsInt(first.output());
        Group group = declare(sites, rank);
        groups.add(group);
        String scope = first.module().path();
        String x = rank == 2 ? reshape(scope, "Unsqueeze", first.input()) : first.input();
        String t = node(scope, "FusedMatMul", MICROSOFT, List.of(x, group.inputA), Map.of("transB", Attribute.of(1L)));
        if (group.biased()) {
            t = node(scope, "Add", Graph.ONNX, List.of(t, group.inputE), Map.of());
        }
        List<String> parts = split(scope, t, sites.size());
        for (int i = 0; i < sites.size(); i++) {
            Member member = group.members.get(i);
            String delta = node(member.path, "MatMul", Graph.ONNX, List.of(parts.get(i), member.inputB), Map.of());
            replace(sites.get(i), member, rank == 2 ? reshape(member.path, "Squeeze", delta) : delta);
        }
    }

    private Group declare(List<Site> sites, int rank) {
        String name = "adapt4j." + groups.size();
        List<Member> members = new ArrayList<>();
        for (Site site : sites) {
            String own = name + "." + members.size();
            OnnxTarget target = site.target;
            members.add(new Member(
                    site.index,
                    target.module().path(),
                    input(own + ".B"),
                    has(target, Hook.Kind.INPUT_GAIN) ? input(own + ".u") : "",
                    has(target, Hook.Kind.OUTPUT_GAIN) ? input(own + ".g") : "",
                    target.module().inFeatures(),
                    target.module().outFeatures(),
                    target.alpha(),
                    site.bias.values(),
                    site.bias.factor()));
        }
        boolean biased = sites.stream().anyMatch(site -> site.bias.values() != null);
        return new Group(input(name + ".A"), biased ? input(name + ".E") : "", List.copyOf(members), rank);
    }

    private List<String> split(String scope, String t, int count) {
        if (count == 1) {
            return List.of(t);
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(graph.freshName(scope + "/part"));
        }
        Map<String, Attribute> attributes = new HashMap<>(Map.of("axis", Attribute.of(-1L)));
        if (graph.opset() >= 18) {
            attributes.put("num_outputs", Attribute.of((long) count));
        }
        graph.nodes().add(new Node(parts.get(0), "Split", Graph.ONNX, List.of(t), parts, attributes));
        return parts;
    }

    private void replace(Site site, Member member, String delta) {
        OnnxTarget target = site.target;
        String path = member.path;
        String x = member.inputGain.isEmpty()
                ? target.input()
                : node(path, "Mul", Graph.ONNX, List.of(target.input(), member.inputGain), Map.of());
        String plain = graph.freshName(path + "/plain");
        target.rewire(graph, x, plain, !site.bias.isOwn());
        String gained = member.outputGain.isEmpty()
                ? plain
                : node(path, "Mul", Graph.ONNX, List.of(plain, member.outputGain), Map.of());
        String output = site.bias.takeOut(graph, target);
        String name = graph.freshName(path + "/adapted");
        graph.nodes().add(new Node(name, "Add", Graph.ONNX, List.of(gained, delta), List.of(output), Map.of()));
    }

    /** Adds a dimension of size 1 behind the batch, or takes it away. */
    private String reshape(String scope, String op, String value) {
        if (graph.opset() < 13) {
            return node(scope, op, Graph.ONNX, List.of(value), Map.of("axes", Attribute.ofLongs(1)));
        }
        String axes = graph.freshName(scope + "/axes");
        graph.initializers().put(axes, TensorData.longs(new long[] {1}, 1));
        return node(scope, op, Graph.ONNX, List.of(value, axes), Map.of());
    }

    private String node(
            String scope, String op, String domain, List<String> inputs, Map<String, Attribute> attributes) {
        String output = graph.freshName(scope + "/" + op);
        graph.nodes().add(new Node(output, op, domain, inputs, List.of(output), attributes));
        return output;
    }

    private String input(String name) {
        graph.inputs().add(ValueInfo.ofAnyShape(name, OnnxTypes.FLOAT));
        return name;
    }
}
