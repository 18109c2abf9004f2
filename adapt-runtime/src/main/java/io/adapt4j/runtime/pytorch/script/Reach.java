package io.adapt4j.runtime.pytorch.script;

import io.adapt4j.error.InvalidModelException;
import io.adapt4j.runtime.pytorch.archive.ElementType;
import io.adapt4j.runtime.pytorch.archive.StoredTensor;
import io.adapt4j.runtime.pytorch.script.ModuleTree.Instance;
import io.adapt4j.runtime.pytorch.script.Value.Weight;
import io.adapt4j.runtime.pytorch.script.Value.Weights;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the root's forward reaches, module by module: the parameters it multiplies by or reads otherwise, in the order of the
 * source, and the places of the source that must be edited for them.
 */
final class Reach {
    private static final int MAX_DEPTH = 200;
    private static final int MAX_VISITS = 1 << 20;

    private final FlowAnalysis analysis;
    private final Map<String, Found> found = new LinkedHashMap<>();
    private final Map<String, Set<Read>> vectors = new HashMap<>();
    private final Map<Read, List<String>> lists = new HashMap<>();
    private final Set<Object> edited = new HashSet<>();
    private final Map<FunctionDef, Set<Integer>> keyed = new HashMap<>();
    private final Set<Visit> visited = new HashSet<>();
    private final Set<FunctionDef> functions = new LinkedHashSet<>();

    /** A function with the module that is its self and the parameters among its arguments. */
    private record Visit(FunctionDef function, String path, Map<Integer, Tensor> arguments) {}

    /** A tensor of a module as it arrives somewhere. */
    private record Tensor(
            Instance module, String name, StoredTensor stored, boolean transposed, boolean derived, Set<Read> reads) {

        String path() {
            return module.child(name);
        }
    }

    private Reach(FlowAnalysis analysis) {
        this.analysis = analysis;
    }

    static Reach from(FunctionDef forward, FlowAnalysis analysis) {
        Reach reach = new Reach(analysis);
        reach.visit(forward, analysis.tree().root(), Map.of(), 0);
        reach.pairBiases();
        return reach;
    }

    /** The matrices, by path, in the order in which the source reaches them. */
    Collection<Found> found() {
        return found.values();
    }

    /** Whether a {@link Site}, {@link Flow.Add} or {@link Read} must be edited. */
    boolean isEdited(Object place) {
        return edited.contains(place);
    }

    /** The arguments of a function that are multiplied by, so that it must be told which module they belong to. */
    Set<Integer> keyed(FunctionDef function) {
        return keyed.getOrDefault(function, Set.of());
    }

    /** For the read of a list of tensors, the attribute that each of them is too; "" for none. */
    List<String> listed(Read read) {
        return lists.getOrDefault(read, List.of());
    }

    /** The functions that are reached. */
    Set<FunctionDef> functions() {
        return functions;
    }

    private void visit(FunctionDef function, Instance self, Map<Integer, Tensor> arguments, int depth) {
        Visit visit = new Visit(function, self.path(), arguments);
        if (!visited.add(visit)) {
            return;
        }
        if (depth > MAX_DEPTH || visited.size() > MAX_VISITS) {
            throw new InvalidModelException("The archive's source calls itself, or its calls are nested deeper than "
                    + MAX_DEPTH + ", at " + analysis.sources().qualifiedName(function));
        }
        functions.add(function);
        for (Flow.Event event : analysis.of(function).events()) {
            if (event instanceof Flow.Multiply multiply) {
                multiply(multiply.site(), visit, self);
            } else if (event instanceof Flow.Add add) {
                add(add, visit, self);
            } else if (event instanceof Flow.Use use) {
                tensors(use.weights(), visit, self).forEach(this::use);
            } else if (event instanceof Flow.Call call) {
                call(call, visit, self, depth);
            }
        }
    }

    private void multiply(Site site, Visit visit, Instance self) {
        List<Tensor> biases =
                site.bias().map(bias -> tensors(bias, visit, self)).orElse(List.of());
        Optional<Tensor> weight = tensors(site.weight(), visit, self).stream().findFirst();
        if (weight.isEmpty() || weight.get().derived || !weight.get().stored.isFloatMatrix()) {
            weight.ifPresent(this::use);
            biases.forEach(this::use);
            return;
        }
        Tensor tensor = weight.get();
        Found target = found(tensor);
        boolean transposed = site.transposed() != tensor.transposed;
        target.multiplied(transposed);
        edit(site, site.exactWeight(), visit);
        edited.addAll(tensor.reads);
        biases.forEach(bias -> bias(bias, target, transposed));
    }

    private void bias(Tensor bias, Found target, boolean transposed) {
        if (isBias(bias, target, transposed)) {
            target.biased(bias.path());
            edited.addAll(bias.reads);
        } else {
            use(bias);
        }
    }

    private static boolean isBias(Tensor bias, Found target, boolean transposed) {
        return !bias.derived
                && bias.stored.type() == ElementType.FLOAT32
                && bias.stored.shape().equals(List.of(target.outFeatures(transposed)));
    }

    private void add(Flow.Add add, Visit visit, Instance self) {
        List<Tensor> biases = tensors(add.bias(), visit, self);
        Optional<Tensor> weight =
                tensors(add.site().weight(), visit, self).stream().findFirst();
        for (Tensor bias : biases) {
            Optional<Found> target = weight.filter(tensor -> !tensor.derived).map(tensor -> found.get(tensor.path()));
            boolean transposed = weight.isPresent() && add.site().transposed() != weight.get().transposed;
            if (target.isPresent() && isBias(bias, target.get(), transposed)) {
                edit(add, add.site().exactWeight(), visit);
                bias(bias, target.get(), transposed);
            } else {
                use(bias);
            }
        }
    }

    private void edit(Object place, Weight weight, Visit visit) {
        edited.add(place);
        if (weight.origin() instanceof Value.Argument argument) {
            key(visit.function, argument.index());
        }
    }

    private void key(FunctionDef function, int argument) {
        keyed.computeIfAbsent(function, key -> new LinkedHashSet<>()).add(argument);
    }

    /** Notes a use that is no product. Vectors are noted too, for they may be the bias of a matrix beside them. */
    private void use(Tensor tensor) {
        boolean parameter = tensor.module.type().parameters().contains(tensor.name);
        if (tensor.stored.type() != ElementType.FLOAT32 || !parameter) {
            return;
        }
        if (tensor.stored.shape().size() == 2) {
            found(tensor).usedOtherwise();
            edited.addAll(tensor.reads);
        } else if (tensor.stored.shape().size() == 1) {
            vectors.computeIfAbsent(tensor.path(), key -> new LinkedHashSet<>()).addAll(tensor.reads);
        }
    }

    private Found found(Tensor tensor) {
        return found.computeIfAbsent(tensor.path(), key -> new Found(tensor.module, tensor.name, tensor.stored));
    }

    /** Matrices that go with their bias into an operator that is not followed, such as an LSTM's. */
    private void pairBiases() {
        for (Found target : found.values()) {
            TargetNames.bias(target.name()).map(target.module()::child).ifPresent(path -> {
                Set<Read> reads = vectors.get(path);
                if (reads != null && target.biases().isEmpty()) {
                    target.biased(path);
                    edited.addAll(reads);
                }
            });
        }
    }

    private void call(Flow.Call call, Visit visit, Instance self, int depth) {
        Optional<Instance> receiver = call.receiver().isPresent()
                ? analysis.tree().find(self, call.receiver().get())
                : Optional.of(self);
        if (receiver.isEmpty()) {
            return;
        }
        Map<Integer, Tensor> passed = new LinkedHashMap<>();
        call.arguments().forEach((index, value) -> {
            List<Tensor> tensors = Values.weights(value)
                    .map(weights -> tensors(weights, visit, self))
                    .orElse(List.of());
            if (tensors.size() == 1 && value instanceof Weights) {
                passed.put(index, tensors.get(0));
            } else {
                tensors.forEach(this::use);
            }
        });
        visit(call.callee(), receiver.get(), passed, depth + 1);
        passed.keySet().forEach(index -> {
            Weights weights = (Weights) Objects.requireNonNull(call.arguments().get(index));
            if (keyed(call.callee()).contains(index)
                    && weights.exact().isPresent()
                    && weights.exact().get().origin() instanceof Value.Argument argument) {
                key(visit.function, argument.index());
            }
        });
    }

    /** The tensors of modules that a value is in this visit; nothing for arguments that are the model's input. */
    private List<Tensor> tensors(Weights weights, Visit visit, Instance self) {
        List<Tensor> tensors = new ArrayList<>();
        weights.reads().forEach((weight, reads) -> {
            if (weight.origin() instanceof Value.Argument argument) {
                Tensor passed = visit.arguments.get(argument.index());
                if (passed != null) {
                    tensors.add(new Tensor(
                            passed.module,
                            passed.name,
                            passed.stored,
                            passed.transposed != weight.transposed(),
                            passed.derived || weight.derived(),
                            passed.reads));
                }
            } else {
                Value.Attribute origin = (Value.Attribute) weight.origin();
                analysis.tree().find(self, origin.path()).ifPresent(module -> {
                    if (origin.list()) {
                        tensors.addAll(listed(module, origin.name(), reads));
                    } else {
                        module.tensor(origin.name())
                                .ifPresent(tensor -> tensors.add(new Tensor(
                                        module, origin.name(), tensor, weight.transposed(), weight.derived(), reads)));
                    }
                });
            }
        });
        return tensors;
    }

    /** The tensors of a list that the module also has as attributes; none when modules of one class differ in them. */
    private List<Tensor> listed(Instance module, String list, Set<Read> reads) {
        List<Tensor> tensors = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Object item : module.object().attribute(list, List.class).orElse(List.of())) {
            String name = item instanceof StoredTensor tensor
                    ? ModuleTree.nameOf(module, tensor).orElse("")
                    : "";
            names.add(name);
            module.tensor(name).ifPresent(tensor -> tensors.add(new Tensor(module, name, tensor, false, true, reads)));
        }
        boolean agrees = reads.stream()
                .allMatch(read -> lists.computeIfAbsent(read, key -> names).equals(names));
        return agrees ? tensors : List.of();
    }
}
