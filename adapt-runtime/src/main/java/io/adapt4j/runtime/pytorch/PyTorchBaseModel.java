package io.adapt4j.runtime.pytorch;

import ai.djl.Device;
import com.google.common.base.Suppliers;
import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.ModelSignature;
import io.adapt4j.TargetModule;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.method.Matrices;
import io.adapt4j.runtime.engine.InputCheck;
import io.adapt4j.runtime.engine.InputRule;
import io.adapt4j.runtime.engine.Lifecycle;
import io.adapt4j.runtime.pytorch.libtorch.LibTorch;
import io.adapt4j.runtime.pytorch.libtorch.ScriptModule;
import io.adapt4j.runtime.pytorch.libtorch.TensorDictionary;
import io.adapt4j.runtime.pytorch.script.TorchProgram;
import io.adapt4j.spi.ModelSource;
import io.adapt4j.spi.WeightFingerprint;
import io.adapt4j.tensor.Tensor;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A base model in TorchScript. Its program is edited once, when it is opened, to take adapters as an argument; there is one native
 * module for the untouched base, all adapters and training, which no call changes.
 */
public final class PyTorchBaseModel implements BaseModel {
    private final TorchProgram program;
    private final ScriptModule module;
    private final TensorDictionary untouched;
    private final Device device;
    private final Map<String, AdaptedTarget> targets = new LinkedHashMap<>();
    private final ModelSignature signature;
    private final InputCheck check;
    private final Lifecycle lifecycle;
    private final AdapterLayout layout;
    private final PyTorchAdaptedModel adapted;
    private final Supplier<ContentHash> fingerprint = Suppliers.memoize(this::computeFingerprint);

    private PyTorchBaseModel(TorchProgram program, LoadedProgram loaded, Device device) {
        this.program = program;
        this.module = loaded.module();
        this.untouched = loaded.untouched();
        this.device = device;
        loaded.targets().forEach(target -> targets.put(target.path(), target));
        this.signature =
                new ModelSignature(loaded.inputs().stream().map(InputRule::port).toList(), loaded.outputs());
        this.check = new InputCheck(loaded.inputs());
        this.lifecycle = new Lifecycle(program.hash().abbreviated());
        this.layout = new AdapterLayout(program, targets);
        this.adapted = new PyTorchAdaptedModel(this, lifecycle, check);
    }

    static PyTorchBaseModel open(ModelSource source, PyTorchOptions options) {
        TorchProgram program = TorchProgram.read(source);
        LibTorch.require(options.device());
        if (options.threads() > 0) {
            LibTorch.setThreads(options.threads());
        }
        return new PyTorchBaseModel(program, LoadedProgram.of(program, options), options.device());
    }

    @Override
    public ContentHash hash() {
        return program.hash();
    }

    @Override
    public ContentHash fingerprint() {
        return fingerprint.get();
    }

    private ContentHash computeFingerprint() {
        Optional<Tensor> largest = program.tables().stream()
                .max(Comparator.comparingLong(table ->
                        program.shape(table).get(0) * program.shape(table).get(1)))
                .map(program::parameter);
        return WeightFingerprint.of(targetModules(), this::weight, largest);
    }

    @Override
    public String engine() {
        return "pytorch";
    }

    @Override
    public String engineVersion() {
        return LibTorch.version();
    }

    @Override
    public int threads() {
        return LibTorch.threads();
    }

    @Override
    public ModelSignature signature() {
        return signature;
    }

    @Override
    public List<TargetModule> targetModules() {
        return targets.values().stream().map(AdaptedTarget::module).toList();
    }

    @Override
    public Tensor weight(String module) {
        AdaptedTarget target = target(module);
        Tensor stored = program.parameter(target.weight());
        int in = target.module().inFeatures();
        int out = target.module().outFeatures();
        return target.target().transposed()
                ? Tensor.of(Matrices.transposed(stored.toFloatArray(), in, 1), out, in)
                : stored;
    }

    private AdaptedTarget target(String path) {
        return Optional.ofNullable(targets.get(path))
                .orElseThrow(() -> new IncompatibleAdapterException(
                        this + " has no target module \"" + path + "\"; it has " + targets.keySet()));
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
        check.check(inputs);
        return lifecycle.whileOpen(() -> run(inputs, untouched));
    }

    Map<String, Tensor> run(Map<String, Tensor> inputs, TensorDictionary dictionary) {
        return module.run(inputs, dictionary);
    }

    @Override
    public PyTorchAdaptedModel adapted() {
        return adapted;
    }

    /** What the base was made from. */
    public TorchProgram program() {
        return program;
    }

    /** The module, for those who train on it; open as long as the base is. */
    public ScriptModule module() {
        return module;
    }

    /** Where the model runs. */
    public Device device() {
        return device;
    }

    /** Checks the inputs of a call of {@link #module}. */
    public void checkInputs(Map<String, Tensor> inputs) {
        check.check(inputs);
    }

    /** Whether the module takes factors; if not, an adapter takes the place of its weight. */
    public boolean takesFactors(String path) {
        return target(path).way() != AdaptedTarget.Way.WEIGHT;
    }

    /** The dictionary of no adapter. */
    TensorDictionary untouched() {
        return untouched;
    }

    AdapterLayout layout() {
        return layout;
    }

    /** Whether rows of one batch can have different adapters of these modules. */
    boolean mixes(Collection<String> modules) {
        return modules.stream().allMatch(module -> target(module).way() == AdaptedTarget.Way.ROWS);
    }

    /** Does something that needs the model open, and keeps it open meanwhile. */
    public <T> T whileOpen(Supplier<T> action) {
        return lifecycle.whileOpen(action);
    }

    @Override
    public void close() {
        lifecycle.close(() -> {
            adapted.closeMerged();
            untouched.close();
            module.close();
        });
    }

    @Override
    public String toString() {
        return "TorchScript base model " + program.hash().abbreviated();
    }
}
