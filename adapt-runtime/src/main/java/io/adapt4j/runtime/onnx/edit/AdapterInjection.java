package io.adapt4j.runtime.onnx.edit;

import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives a graph adapter inputs: at each chosen target {@code y = x W} becomes {@code y = x W + (x A) B}.
 *
 * <p>Targets that read the same value {@code x} (query, key and value of one attention) form a group with one
 * {@code A [in, r]}, in which their own A's stand side by side, so that {@code x} is read once; each of them has a
 * {@code B [r, out]} that is zero in the rows of the others. The rank r is a dynamic dimension. The scaling is the
 * caller's business, in B.
 */
public final class AdapterInjection {
    private AdapterInjection() {}

    /**
     * Targets with one input.
     *
     * @param inputName the graph input that takes A
     * @param members paths of the modules, in the order in which their A's stand
     */
    public record Group(String inputName, List<String> members) {}

    /** The graph input that takes a module's B. */
    public static String inputOfB(String path) {
        return "adapt4j.B." + path;
    }

    /**
     * Edits a graph.
     *
     * @param graph a copy of the base's graph
     * @param targets the base's targets
     * @param modules paths of the modules to adapt
     * @return the groups, whose A's and whose members' B's are now inputs of the graph
     */
    public static List<Group> inject(Graph graph, List<OnnxTarget> targets, Set<String> modules) {
        Map<String, List<OnnxTarget>> byInput = new LinkedHashMap<>();
        for (OnnxTarget target : targets) {
            if (modules.contains(target.module().path())) {
                byInput.computeIfAbsent(target.input(), input -> new ArrayList<>())
                        .add(target);
            }
        }
        List<Group> groups = new ArrayList<>();
        Set<String> declared = new LinkedHashSet<>();
        byInput.forEach((input, members) -> {
            Set<String> paths = new LinkedHashSet<>();
            members.forEach(member -> paths.add(member.module().path()));
            Group group = new Group("adapt4j.A." + String.join("+", paths), List.copyOf(paths));
            if (declared.add(group.inputName)) {
                groups.add(group);
                declare(graph, group.inputName, members.get(0).module().inFeatures(), -1);
            }
            String reduced = add(graph, "MatMul", group.inputName, List.of(input, group.inputName));
            for (OnnxTarget member : members) {
                if (declared.add(inputOfB(member.module().path()))) {
                    declare(
                            graph,
                            inputOfB(member.module().path()),
                            -1,
                            member.module().outFeatures());
                }
                adapt(graph, member, reduced);
            }
        });
        graph.sort();
        return groups;
    }

    private static void adapt(Graph graph, OnnxTarget target, String reduced) {
        String path = target.module().path();
        String plain = graph.freshName(path + "/plain");
        graph.nodes().replaceAll(node -> node.equals(target.node()) ? node.withOutputs(List.of(plain)) : node);
        String delta = add(graph, "MatMul", path, List.of(reduced, inputOfB(path)));
        graph.nodes()
                .add(new Node(
                        path + "/adapted",
                        "Add",
                        Graph.ONNX,
                        List.of(plain, delta),
                        List.of(target.output()),
                        Map.of()));
    }

    private static String add(Graph graph, String op, String scope, List<String> inputs) {
        String output = graph.freshName(scope + "/" + op);
        graph.nodes().add(new Node(output, op, Graph.ONNX, inputs, List.of(output), Map.of()));
        return output;
    }

    private static void declare(Graph graph, String name, int rows, int columns) {
        graph.inputs()
                .add(new ValueInfo(
                        name,
                        OnnxTypes.FLOAT,
                        List.of(rows < 0 ? "" : Integer.toString(rows), columns < 0 ? "" : Integer.toString(columns))));
    }
}
