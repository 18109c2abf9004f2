package io.adapt4j.runtime.pytorch.libtorch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.adapt4j.error.EngineException;
import io.adapt4j.error.InvalidModelException;
import io.adapt4j.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A TorchScript program in PyTorch, in evaluation mode and with frozen parameters, which no call changes: any number of threads
 * may run it at once, and train adapters on it. Whatever a call makes in native memory is freed before it returns. Inputs must
 * have been checked by the caller.
 */
public final class ScriptModule implements AutoCloseable {
    /** The name of the argument that takes a dictionary. */
    public static final String DICTIONARY = "adapt4j_t";

    /** What a program is given; PyTorch's native interface aborts the process on some of the others. */
    public static final List<DataType> INPUT_TYPES = List.of(
            DataType.FLOAT32,
            DataType.FLOAT64,
            DataType.INT64,
            DataType.INT32,
            DataType.INT8,
            DataType.UINT8,
            DataType.BOOLEAN);

    private final PtNDManager manager;
    private final PtSymbolBlock block;
    private final List<String> arguments;
    private final Map<String, List<String>> namedTuples;

    private ScriptModule(
            PtNDManager manager, PtSymbolBlock block, List<String> arguments, Map<String, List<String>> namedTuples) {
        this.manager = manager;
        this.block = block;
        this.arguments = List.copyOf(arguments);
        this.namedTuples = namedTuples;
    }

    /**
     * Loads a program.
     *
     * @param archive the file, not needed afterwards
     * @param arguments what the program's forward is given, in order: names of inputs, and once {@link #DICTIONARY}
     * @param namedTuples the fields of its named tuples, by the qualified name of their class
     * @throws InvalidModelException when PyTorch refuses the program
     */
    public static ScriptModule open(
            Path archive, Device device, List<String> arguments, Map<String, List<String>> namedTuples) {
        LibTorch.require(device);
        PtNDManager manager = LibTorch.newManager(device);
        try {
            // As trainable, for parameters loaded otherwise can take no part in recorded computations; then frozen.
            PtSymbolBlock block = JniUtils.loadModule(manager, archive, true, new String[0], new String[0], true);
            for (NDArray parameter : JniUtils.moduleGetParams(block, manager)) {
                JniUtils.attachGradient((PtNDArray) parameter, false);
                parameter.close();
            }
            JniUtils.enableInferenceMode(block);
            return new ScriptModule(manager, block, arguments, namedTuples);
        } catch (ai.djl.engine.EngineException e) {
            manager.close();
            throw new InvalidModelException("PyTorch refuses the model: " + firstLine(e), e);
        }
    }

    /** Runs the program with host tensors and copies its outputs. */
    public Map<String, Tensor> run(Map<String, Tensor> inputs, TensorDictionary dictionary) {
        PtNDManager call = (PtNDManager) manager.newSubManager();
        List<IValue> owned = new ArrayList<>();
        try {
            IValue[] values = new IValue[arguments.size()];
            for (int i = 0; i < values.length; i++) {
                String name = arguments.get(i);
                if (name.equals(DICTIONARY)) {
                    values[i] = dictionary.value();
                } else {
                    values[i] = IValue.from(HostArrays.toNative(Objects.requireNonNull(inputs.get(name)), call));
                    owned.add(values[i]);
                }
            }
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            LibTorch.withGradients(false, () -> Outputs.of(block.forward(values), call, namedTuples))
                    .forEach((name, array) -> outputs.put(name, HostArrays.toHost(name, array)));
            return outputs;
        } catch (ai.djl.engine.EngineException e) {
            throw failure(e);
        } finally {
            owned.forEach(IValue::close);
            call.close();
        }
    }

    /** Runs the program with gradients recorded; everything is the given manager's. */
    List<NDArray> record(Map<String, Tensor> inputs, Map<String, NDArray> dictionary, PtNDManager tape) {
        NDList list = new NDList();
        // The results become those of the first array's manager.
        for (String name : arguments) {
            if (name.equals(DICTIONARY)) {
                dictionary.forEach((key, array) -> list.add(named(key, (PtNDArray) array)));
                if (dictionary.isEmpty()) {
                    // An empty dictionary cannot be told from no argument.
                    list.add(named("?", (PtNDArray) tape.create(0f)));
                }
            } else {
                list.add(HostArrays.toNative(Objects.requireNonNull(inputs.get(name)), tape));
            }
        }
        try {
            NDList outputs = IValueUtils.forward(block, list, true);
            // A dictionary's arrays have their keys as names and come in any order.
            outputs.sort(Comparator.comparing(array -> Objects.requireNonNullElse(array.getName(), "")));
            return outputs;
        } catch (ai.djl.engine.EngineException e) {
            throw failure(e);
        }
    }

    private static PtNDArray named(String key, PtNDArray array) {
        PtNDArray view = JniUtils.reshape(array, array.getShape().getShape());
        view.setName(DICTIONARY + "." + key);
        return view;
    }

    Device device() {
        return manager.getDevice();
    }

    static EngineException failure(ai.djl.engine.EngineException e) {
        return new EngineException("PyTorch failed to run the model: " + firstLine(e), e);
    }

    /** What went wrong: the last line of a trace through the program, or the first of a message without one. */
    private static String firstLine(ai.djl.engine.EngineException e) {
        String message = Objects.requireNonNullElse(e.getMessage(), "");
        List<String> lines = message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        return lines.stream()
                .filter(line -> line.startsWith("RuntimeError:") || line.startsWith("IndexError:"))
                .reduce((first, last) -> last)
                .orElse(lines.isEmpty() ? "unknown error" : lines.get(0));
    }

    /** Frees the program; no call may be under way. May be called twice. */
    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
