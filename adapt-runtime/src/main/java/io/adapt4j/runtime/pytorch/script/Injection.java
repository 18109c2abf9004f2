package io.adapt4j.runtime.pytorch.script;

import io.adapt4j.error.EngineException;
import io.adapt4j.runtime.pytorch.script.Value.Weights;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Edits the source so that adapters can be passed with a call. Every function from the root's forward down to a target gets the
 * dictionary of adapter tensors as an argument, and its module's path, which all instances of a class need, for they share
 * one source. What is handed from function to function as a weight is accompanied by the path of the target it is.
 *
 * <p>A method that is also called in ways that cannot be followed (through an interface, as a hook) stays as it is, and gets
 * a twin with the further arguments beside it.
 */
final class Injection {
    /** The source file that is added. */
    static final String ADDED = "code/__torch__/adapt4j.py";

    private static final String LIBRARY = "__torch__.adapt4j.";
    private static final String DICTIONARY = "adapt4j_t";
    private static final String PATH = "adapt4j_p";
    private static final String KEY = "adapt4j_k";
    private static final String TWIN = "__adapt4j";
    private static final String NO_DICTIONARY = "annotate(Dict[str, Tensor], {})";

    /** A path that is no target's. */
    private static final String NO_KEY = "\"?\"";

    private final FlowAnalysis analysis;
    private final Reach reach;
    private final FunctionDef forward;
    private final ClassDef root;
    private final Map<FunctionDef, Boolean> threaded = new HashMap<>();
    private final Set<FunctionDef> pinned = new HashSet<>();

    private Injection(FlowAnalysis analysis, Reach reach, FunctionDef forward) {
        this.analysis = analysis;
        this.reach = reach;
        this.forward = forward;
        this.root = analysis.tree().root().type();
    }

    /** The files that change, with their new text, and the added one. */
    static Map<String, String> edit(FlowAnalysis analysis, Reach reach, FunctionDef forward) {
        Injection injection = new Injection(analysis, reach, forward);
        injection.pin();
        return injection.edit();
    }

    /** Finds the functions whose signature must stay. */
    private void pin() {
        Set<String> names = new HashSet<>();
        Set<FunctionDef> mentioned = new HashSet<>();
        for (FunctionDef function : analysis.sources().all()) {
            names.addAll(analysis.of(function).unresolvedCalls());
            mentioned.addAll(analysis.of(function).mentioned());
        }
        for (ClassDef type : analysis.sources().types()) {
            if (type.isInterface()) {
                names.addAll(type.methods().keySet());
            }
        }
        for (FunctionDef function : analysis.sources().all()) {
            Optional<ClassDef> owner = analysis.sources().owner(function);
            boolean hooked = owner.isPresent()
                    && !owner.get().hooks().isEmpty()
                    && (function.name().equals("forward") || owner.get().hooks().contains(function.name()));
            boolean named = owner.isPresent() ? names.contains(function.name()) : mentioned.contains(function);
            if (function != forward && (named || hooked)) {
                pinned.add(function);
            }
        }
    }

    private Map<String, String> edit() {
        Map<SourceText, TextEdits> edits = new LinkedHashMap<>();
        for (FunctionDef function : analysis.sources().all()) {
            TextEdits file = edits.computeIfAbsent(function.source(), key -> new TextEdits());
            boolean inPlace = isThreaded(function) && !pinned.contains(function);
            file.addAll(inPlace ? threadedEdits(function) : calls(function, false));
            if (isThreaded(function) && !inPlace) {
                file.insert(function.end(), twin(function));
            }
        }
        Map<String, String> changed = new LinkedHashMap<>();
        edits.forEach((source, file) -> {
            if (!file.isEmpty()) {
                changed.put(
                        source.name(),
                        file.apply(source.text(), 0, source.text().length()));
            }
        });
        changed.put(ADDED, library());
        return changed;
    }

    private static String library() {
        try (InputStream in = Objects.requireNonNull(Injection.class.getResourceAsStream("adapt4j.py"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new EngineException("Cannot read the library's own TorchScript source", e);
        }
    }

    /** Whether a function gets the dictionary: it does something with a target, or calls one that does. */
    private boolean isThreaded(FunctionDef function) {
        Boolean known = threaded.get(function);
        if (known != null) {
            return known;
        }
        threaded.put(function, false);
        boolean result = function == forward;
        if (reach.functions().contains(function)) {
            for (Flow.Event event : analysis.of(function).events()) {
                result |= isThreaded(event);
            }
            result |= analysis.of(function).reads().stream().anyMatch(reach::isEdited);
        }
        threaded.put(function, result);
        return result;
    }

    private boolean isThreaded(Flow.Event event) {
        if (event instanceof Flow.Multiply multiply) {
            return reach.isEdited(multiply.site());
        } else if (event instanceof Flow.Add) {
            return reach.isEdited(event);
        }
        return event instanceof Flow.Call call && isThreaded(call.callee());
    }

    /** A copy of a function under another name that takes the further arguments. */
    private String twin(FunctionDef function) {
        TextEdits edits = threadedEdits(function);
        edits.replace(
                function.nameStart(), function.nameStart() + function.name().length(), function.name() + TWIN);
        String indent = analysis.sources().owner(function).isPresent() ? "  " : "";
        return "\n" + indent + edits.apply(function.source().text(), function.start(), function.end());
    }

    private TextEdits threadedEdits(FunctionDef function) {
        TextEdits edits = calls(function, true);
        signature(function, edits);
        Scope scope = new Scope(function);
        for (Flow.Event event : analysis.of(function).events()) {
            if (event instanceof Flow.Multiply multiply && reach.isEdited(multiply.site())) {
                Site site = multiply.site();
                replaceCall(edits, site.call(), site.operator(), scope.key(site.weight()));
            } else if (event instanceof Flow.Add add && reach.isEdited(add)) {
                replaceCall(
                        edits, add.call(), add.operator(), scope.key(add.site().weight()));
            } else if (event instanceof Flow.AskFastPath ask) {
                Expr.Call call = ask.call();
                edits.wrap(call.start(), call.end(), LIBRARY + "fast_path(" + DICTIONARY + ", ", ")");
            }
        }
        for (Read read : analysis.of(function).reads()) {
            if (reach.isEdited(read)) {
                edits.wrap(read.expr().start(), read.expr().end(), scope.reader(read), ")");
            }
        }
        return edits;
    }

    /** Gives an operator's call to the library, which takes dictionary and target before the operator's own arguments. */
    private static void replaceCall(TextEdits edits, Expr.Call call, String operator, String key) {
        edits.replace(call.callee().start(), call.callee().end(), LIBRARY + operator);
        edits.insert(call.open(), DICTIONARY + ", " + key + ", ");
    }

    private void signature(FunctionDef function, TextEdits edits) {
        String dictionary = DICTIONARY + ": Dict[str, Tensor]";
        List<FunctionDef.Parameter> parameters = function.parameters();
        if (function == forward) {
            Optional<FunctionDef.Parameter> firstDefault = parameters.stream()
                    .filter(parameter -> parameter.defaultValue().isPresent())
                    .findFirst();
            if (firstDefault.isPresent()) {
                edits.insert(firstDefault.get().start(), dictionary + ",\n    ");
            } else {
                edits.insert(parameters.get(parameters.size() - 1).end(), ",\n    " + dictionary);
            }
            return;
        }
        StringBuilder added = new StringBuilder(dictionary);
        boolean method = analysis.sources().owner(function).isPresent();
        if (method) {
            added.append(", ").append(PATH).append(": str");
        }
        for (int index : reach.keyed(function)) {
            added.append(", ").append(KEY).append(index).append(": str");
        }
        if (method) {
            edits.insert(parameters.get(0).end(), ", " + added);
        } else {
            edits.insert(function.open(), added + (parameters.isEmpty() ? "" : ", "));
        }
    }

    /**
     * Passes the further arguments to the functions that take them.
     *
     * @param passing whether this function has them; otherwise an empty dictionary goes in their place
     */
    private TextEdits calls(FunctionDef function, boolean passing) {
        TextEdits edits = new TextEdits();
        Scope scope = new Scope(function);
        for (Flow.Event event : analysis.of(function).events()) {
            if (!(event instanceof Flow.Call call) || !isThreaded(call.callee())) {
                continue;
            }
            if (call.callee() == forward) {
                callForward(edits, call.call());
                continue;
            }
            boolean twin = pinned.contains(call.callee());
            if (twin && !passing) {
                continue;
            }
            StringBuilder arguments = new StringBuilder(passing ? DICTIONARY : NO_DICTIONARY);
            call.receiver().ifPresent(path -> arguments.append(", ").append(passing ? scope.path(path) : NO_KEY));
            for (int index : reach.keyed(call.callee())) {
                Value value = call.arguments().get(index);
                String key = passing && value instanceof Weights weights ? scope.key(weights) : NO_KEY;
                arguments.append(", ").append(key);
            }
            edits.insert(
                    call.call().open(), arguments + (call.call().arguments().isEmpty() ? "" : ", "));
            if (twin) {
                rename(edits, call);
            }
        }
        return edits;
    }

    /** A call of the root's forward, which only comes from methods that it does not reach itself. */
    private void callForward(TextEdits edits, Expr.Call call) {
        int place = (int) forward.parameters().stream()
                        .takeWhile(parameter -> parameter.defaultValue().isEmpty())
                        .count()
                - 1;
        List<Expr.Argument> arguments = call.arguments();
        if (arguments.size() > place && arguments.get(place).keyword().isEmpty()) {
            edits.insert(arguments.get(place).value().start(), NO_DICTIONARY + ", ");
        } else if (arguments.isEmpty()) {
            edits.insert(call.open(), NO_DICTIONARY);
        } else {
            edits.insert(arguments.get(arguments.size() - 1).value().end(), ", " + DICTIONARY + "=" + NO_DICTIONARY);
        }
    }

    private void rename(TextEdits edits, Flow.Call call) {
        Expr callee = call.call().callee();
        if (call.receiver().isPresent()) {
            edits.insert(callee.end(), TWIN);
        } else {
            edits.replace(callee.start(), callee.end(), analysis.sources().qualifiedName(call.callee()) + TWIN);
        }
    }

    /** How paths are written inside one function. At the root they are constants; elsewhere they follow the module's own. */
    private final class Scope {
        private final FunctionDef function;
        private final Optional<ClassDef> owner;
        private final boolean atRoot;

        Scope(FunctionDef function) {
            this.function = function;
            this.owner = analysis.sources().owner(function);
            this.atRoot = owner.equals(Optional.of(root));
        }

        /** The path of a module. */
        String path(List<String> path) {
            return path(String.join(".", path));
        }

        private String path(String relative) {
            if (atRoot) {
                return Strings.encode(relative);
            }
            return relative.isEmpty() ? PATH : PATH + " + " + Strings.encode("." + relative);
        }

        /** The target that a weight is; no target's where it is none. */
        String key(Weights weights) {
            if (weights.exact().isEmpty()) {
                return NO_KEY;
            }
            if (weights.exact().get().origin() instanceof Value.Argument argument) {
                boolean known = reach.keyed(function).contains(argument.index());
                return known ? KEY + argument.index() : NO_KEY;
            }
            Value.Attribute origin = (Value.Attribute) weights.exact().get().origin();
            Optional<ClassDef> type = type(origin.path());
            if (type.isEmpty()) {
                return NO_KEY;
            }
            String ending = TargetNames.ending(type.get(), type.get().equals(root), origin.name());
            String module = String.join(".", origin.path());
            return path(module.isEmpty() || ending.isEmpty() ? module + ending : module + "." + ending);
        }

        private Optional<ClassDef> type(List<String> path) {
            Optional<ClassDef> type = owner;
            for (String part : path) {
                type = type.map(module -> module.attributes().getOrDefault(part, ""))
                        .flatMap(analysis.sources()::type);
            }
            return type;
        }

        /** The call's head that reads a tensor through the dictionary. */
        String reader(Read read) {
            Value.Attribute tensor = analysis.tensor(read);
            String prefix = (atRoot ? "" : ".")
                    + String.join(
                            "", tensor.path().stream().map(part -> part + ".").toList());
            String name = read.kind() == Read.Kind.LIST ? names(read, prefix) : Strings.encode(prefix + tensor.name());
            String reader =
                    switch (read.kind()) {
                        case TENSOR -> "parameter";
                        case OPTIONAL -> "optional_parameter";
                        case LIST -> "parameters";
                    };
            return LIBRARY + reader + "(" + DICTIONARY + ", " + (atRoot ? "\"\"" : PATH) + ", " + name + ", ";
        }

        private String names(Read read, String prefix) {
            return reach.listed(read).stream()
                    .map(name -> name.isEmpty() ? NO_KEY : Strings.encode(prefix + name))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
    }
}
