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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives a graph adapter inputs: at each chosen target {@code y = x W + bias} becomes {@code y = x W + t B} with
 * {@code t = x A + e}.
 *
 * <ul>
 *   <li>Targets that read the same value {@code x} (query, key and value of one attention) form a group. Their A's stand
 *       side by side in one {@code A [in, members * width]}, so that x is read once, and t is split among them.
 *   <li>Where a target's bias is a node of its own, that node goes: the bias is the last row of {@code B [width, out]},
 *       for which {@code e [members * width]} sets the last element of the member's part of t to one. The sum that adds
 *       the delta then takes the place of the sum that added the bias, and the hidden states are read and written no more
 *       often than before.
 * </ul>
 *
 * <p>The width is a dynamic dimension: the largest rank of the members, plus one where the group has an {@code e}. The
 * scaling is the caller's business, in B.
 */
public final class AdapterInjection {
    private final Graph graph;
    private final Map<String, List<Node>> consumers;
    private final List<Group> groups = new ArrayList<>();

    private AdapterInjection(Graph graph) {
        this.graph = graph;
        this.consumers = graph.consumers();
    }

    /**
     * A target in a group.
     *
     * @param path path of the module
     * @param inputB the graph input that takes {@code B [width, out]}
     * @param alpha factor by which B is multiplied besides the adapter's scaling
     * @param bias FLOAT {@code [out]}, the last row of B; null where the graph adds the bias, or there is none
     * @param biasFactor factor by which the bias is multiplied
     */
    public record Member(
            String path,
            String inputB,
            double alpha,
            @Nullable TensorData bias,
            double biasFactor) {}

    /**
     * Targets with one input.
     *
     * @param inputA the graph input that takes {@code A [in, members * width]}
     * @param inputE the graph input that takes {@code e [members * width]}; empty where no member has a bias
     * @param members in the order of their parts
     */
    public record Group(String inputA, String inputE, List<Member> members) {}

    /**
     * A target with its bias.
     *
     * @param sum the node that adds the bias; null where the target is a Gemm that does so itself, or there is none
     */
    private record Site(
            OnnxTarget target, @Nullable Node sum, @Nullable TensorData bias, double biasFactor) {}

    /**
     * Edits a graph.
     *
     * @param graph a copy of the base's graph
     * @param targets the base's targets
     * @param modules paths of the modules to adapt
     * @return the groups, whose tensors are now inputs of the graph; a module that is used several times can be in several
     */
    public static List<Group> inject(Graph graph, List<OnnxTarget> targets, Set<String> modules) {
        Map<String, List<OnnxTarget>> byInput = new LinkedHashMap<>();
        for (OnnxTarget target : targets) {
            if (modules.contains(target.module().path())) {
                byInput.computeIfAbsent(target.input(), input -> new ArrayList<>())
                        .add(target);
            }
        }
        AdapterInjection injection = new AdapterInjection(graph);
        byInput.values().forEach(injection::adapt);
        graph.sort();
        graph.prune();
        return List.copyOf(injection.groups);
    }

    private void adapt(List<OnnxTarget> targets) {
        List<Site> sites = targets.stream().map(this::site).toList();
        OnnxTarget first = targets.get(0);
        Group group = declare(sites);
        groups.add(group);
        String scope = first.module().path();
        String t = add(scope, "MatMul", List.of(first.input(), group.inputA));
        if (!group.inputE.isEmpty()) {
            t = add(scope, "Add", List.of(t, group.inputE));
        }
        List<String> parts = split(scope, t, sites.size());
        for (int i = 0; i < sites.size(); i++) {
            Member member = group.members.get(i);
            replace(sites.get(i), add(member.path, "MatMul", List.of(parts.get(i), member.inputB)));
        }
    }

    private Site site(OnnxTarget target) {
        Node node = target.node();
        if (node.opType().equals("Gemm")) {
            TensorData c = graph.initializers().get(node.input(2));
            TensorData row = graph.opset() >= 11 && isVector(c, target.module().outFeatures()) ? c : null;
            return new Site(target, null, row, node.floatAttribute("beta", 1));
        }
        List<Node> users = consumers.getOrDefault(target.output(), List.of());
        boolean isOutput =
                graph.outputs().stream().anyMatch(output -> output.name().equals(target.output()));
        if (users.size() == 1 && !isOutput && users.get(0).qualifiedOp().equals("Add")) {
            Node sum = users.get(0);
            for (String operand : sum.inputs()) {
                TensorData constant = graph.initializers().get(operand);
                if (isVector(constant, target.module().outFeatures())) {
                    return new Site(target, sum, constant, 1);
                }
            }
        }
        return new Site(target, null, null, 1);
    }

    private static boolean isVector(@Nullable TensorData constant, long size) {
        return constant != null
                && constant.elementType() == OnnxTypes.FLOAT
                && constant.dims().length == 1
                && constant.dims()[0] == size;
    }

    private Group declare(List<Site> sites) {
        String name = "adapt4j." + groups.size();
        boolean biased = sites.stream().anyMatch(site -> site.bias != null);
        List<Member> members = new ArrayList<>();
        for (Site site : sites) {
            String path = site.target.module().path();
            String inputB = name + ".B" + members.size();
            members.add(new Member(path, inputB, site.target.alpha(), site.bias, site.biasFactor));
            input(inputB, "", Long.toString(site.target.module().outFeatures()));
        }
        Group group = new Group(name + ".A", biased ? name + ".E" : "", List.copyOf(members));
        input(group.inputA, Long.toString(sites.get(0).target.module().inFeatures()), "");
        if (biased) {
            input(group.inputE, "");
        }
        return group;
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

    private void replace(Site site, String delta) {
        OnnxTarget target = site.target;
        String path = target.module().path();
        Node sum = site.sum;
        boolean ownBias = sum == null && site.bias != null;
        String plain = graph.freshName(path + "/plain");
        Node node = target.node();
        Node product = (ownBias ? node.withInputs(node.inputs().subList(0, 2)) : node).withOutputs(List.of(plain));
        graph.nodes().replaceAll(other -> other == node ? product : other);
        graph.nodes().removeIf(other -> other == sum);
        String output = sum == null ? target.output() : sum.output();
        graph.nodes()
                .add(new Node(path + "/adapted", "Add", Graph.ONNX, List.of(plain, delta), List.of(output), Map.of()));
    }

    private String add(String scope, String op, List<String> inputs) {
        String output = graph.freshName(scope + "/" + op);
        graph.nodes().add(new Node(output, op, Graph.ONNX, inputs, List.of(output), Map.of()));
        return output;
    }

    private void input(String name, String... dims) {
        graph.inputs().add(new ValueInfo(name, OnnxTypes.FLOAT, List.of(dims)));
    }
}
