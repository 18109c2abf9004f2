package io.adapt4j.runtime.pytorch.script;

import io.adapt4j.ContentHash;
import io.adapt4j.TargetModule;
import io.adapt4j.error.InvalidModelException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.engine.ModuleRoles;
import io.adapt4j.runtime.pytorch.archive.ArchiveWriter;
import io.adapt4j.runtime.pytorch.archive.StoredTensor;
import io.adapt4j.runtime.pytorch.archive.TorchArchive;
import io.adapt4j.spi.ModelSource;
import io.adapt4j.tensor.Tensor;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A TorchScript program: its source, its tensors, and its targets; knows how to write itself with adapter arguments injected. */
public final class TorchProgram {
    private final TorchArchive archive;
    private final Map<String, List<String>> namedTuples;
    private final ModuleTree tree;
    private final FunctionDef forward;
    private final List<TorchTarget> targets;
    private final Map<String, String> edited;

    private TorchProgram(
            TorchArchive archive,
            Map<String, List<String>> namedTuples,
            ModuleTree tree,
            FunctionDef forward,
            List<TorchTarget> targets,
            Map<String, String> edited) {
        this.archive = archive;
        this.namedTuples = namedTuples;
        this.tree = tree;
        this.forward = forward;
        this.targets = targets;
        this.edited = edited;
    }

    /**
     * Reads a program and finds its targets.
     *
     * @throws InvalidModelException when the content is no TorchScript archive, truncated, malformed or hostile
     * @throws UnsupportedFeatureException when it is one that adapters cannot be given to: frozen, quantized, of half
     *     precision, without a forward, of another version
     */
    public static TorchProgram read(ModelSource source) {
        TorchArchive archive = TorchArchive.read(source);
        if (archive.sources().containsKey(Injection.ADDED)) {
            throw new UnsupportedFeatureException(
                    archive + " has been prepared for adapters already; open the archive that it was made from");
        }
        Sources sources = Sources.parse(archive.sources());
        ModuleTree tree = ModuleTree.of(archive.module(), sources);
        ParameterCheck.check(archive, tree);
        FunctionDef forward = forward(archive, tree.root().type());
        FlowAnalysis analysis = new FlowAnalysis(sources, tree);
        Reach reach = Reach.from(forward, analysis);
        List<TorchTarget> targets =
                reach.found().stream().map(TorchProgram::target).toList();
        return new TorchProgram(
                archive, namedTuples(sources), tree, forward, targets, Injection.edit(analysis, reach, forward));
    }

    private static Map<String, List<String>> namedTuples(Sources sources) {
        Map<String, List<String>> fields = new TreeMap<>();
        for (ClassDef type : sources.types()) {
            if (type.isNamedTuple()) {
                fields.put(type.qualifiedName(), List.copyOf(type.attributes().keySet()));
            }
        }
        return fields;
    }

    private static FunctionDef forward(TorchArchive archive, ClassDef root) {
        if (!root.hooks().isEmpty()) {
            throw new UnsupportedFeatureException("The root module of " + archive + " has forward hooks, "
                    + String.join(", ", root.hooks())
                    + ", which libtorch does not run; move what they do into forward");
        }
        return root.method("forward")
                .orElseThrow(() -> new UnsupportedFeatureException("The root module of " + archive + ", "
                        + root.qualifiedName() + ", has no forward; it has: "
                        + String.join(", ", root.methods().keySet())));
    }

    private static TorchTarget target(Found found) {
        boolean transposed = found.isTransposed();
        List<Long> shape = found.tensor().shape();
        String path = TargetNames.path(found.module(), found.name());
        return new TorchTarget(
                new TargetModule(
                        path,
                        ModuleRoles.of(path),
                        Math.toIntExact(shape.get(transposed ? 0 : 1)),
                        Math.toIntExact(shape.get(transposed ? 1 : 0))),
                found.module().child(found.name()),
                found.biases().stream().findFirst(),
                transposed,
                found.isInjectable() ? TorchTarget.Kind.INJECTED : TorchTarget.Kind.SUBSTITUTED);
    }

    /** The hash of source and tensors; where and how the archive stores them, and debug information, do not count. */
    public ContentHash hash() {
        return archive.hash();
    }

    /** The arguments of the root's forward, without self and as they are before injection. */
    public List<ForwardArgument> arguments() {
        return forward.parameters().stream()
                .skip(1)
                .map(parameter -> new ForwardArgument(
                        parameter.name(),
                        parameter.type().map(this::text).orElse("Tensor"),
                        parameter.defaultValue().isPresent()))
                .toList();
    }

    /** The text of the TorchScript type that the root's forward returns. */
    public String returnType() {
        return forward.returnType().map(this::text).orElse("Tensor");
    }

    private String text(Expr expr) {
        return forward.source().substring(expr.start(), expr.end());
    }

    /** The fields of the named tuples that the source declares, by the qualified name of their class. */
    public Map<String, List<String>> namedTuples() {
        return namedTuples;
    }

    /** What adapters can modify, in the order in which the source reaches it. */
    public List<TorchTarget> targets() {
        return targets;
    }

    /**
     * The FLOAT32 values of a parameter as the module sees them, whatever their layout in the archive.
     *
     * @param path the full path, such as {@code encoder.query.weight}
     */
    public Tensor parameter(String path) {
        return archive.read(stored(path));
    }

    private StoredTensor stored(String path) {
        int dot = path.lastIndexOf('.');
        List<String> module = dot < 0 ? List.of() : List.of(path.substring(0, dot));
        return tree.find(tree.root(), module)
                .flatMap(owner -> owner.tensor(path.substring(dot + 1)))
                .orElseThrow(() -> new InvalidModelException(archive + " has no parameter \"" + path + "\""));
    }

    /** The paths of the matrices that are looked up by row: the weights of modules whose class is some kind of embedding. */
    public List<String> tables() {
        List<String> tables = new ArrayList<>();
        for (ModuleTree.Instance module : tree.all()) {
            if (module.type().qualifiedName().contains("Embedding")
                    && module.tensor("weight")
                            .filter(StoredTensor::isFloatMatrix)
                            .isPresent()) {
                tables.add(module.child("weight"));
            }
        }
        return tables;
    }

    /** The dimensions of a parameter, as the module sees it. */
    public List<Long> shape(String path) {
        return stored(path).shape();
    }

    /**
     * Writes the archive with adapter arguments injected, tensors copied as they are. The stream stays open.
     *
     * @throws InvalidModelException when an entry of the archive is damaged
     */
    public void writeInjected(OutputStream out) {
        ArchiveWriter writer = archive.writer();
        edited.forEach(writer::source);
        writer.write(out);
    }

    @Override
    public String toString() {
        return archive.toString();
    }
}
