package io.adapt4j.runtime.pytorch;

import ai.djl.Device;
import io.adapt4j.ModelSignature;
import io.adapt4j.error.EngineException;
import io.adapt4j.runtime.engine.InputRule;
import io.adapt4j.runtime.pytorch.libtorch.ScriptModule;
import io.adapt4j.runtime.pytorch.libtorch.TensorDictionary;
import io.adapt4j.runtime.pytorch.script.TorchProgram;
import io.adapt4j.tensor.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An edited program in native memory, and what was learnt by running it.
 *
 * @param module the program on its device
 * @param untouched the dictionary of no adapter
 * @param inputs what it takes
 * @param outputs what it gives
 * @param targets the targets that adapters can get at
 */
record LoadedProgram(
        ScriptModule module,
        TensorDictionary untouched,
        List<InputRule> inputs,
        List<ModelSignature.Port> outputs,
        List<AdaptedTarget> targets) {

    /** Writes the edited program, loads it and tries it on the CPU, where no input does harm, and then moves it to its device. */
    static LoadedProgram of(TorchProgram program, PyTorchOptions options) {
        ForwardInputs forward = ForwardInputs.of(program.arguments(), options.inputs());
        try {
            Path archive = Files.createTempFile("adapt4j", ".pt");
            try {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive))) {
                    program.writeInjected(out);
                }
                LoadedProgram tried = tried(program, archive, forward);
                return options.device().isGpu() ? tried.on(options.device(), archive, program, forward) : tried;
            } finally {
                Files.delete(archive);
            }
        } catch (IOException e) {
            throw new EngineException("Cannot write the edited program for PyTorch to read", e);
        }
    }

    private static LoadedProgram tried(TorchProgram program, Path archive, ForwardInputs forward) {
        ScriptModule module = ScriptModule.open(archive, Device.cpu(), forward.arguments(), program.namedTuples());
        TensorDictionary untouched = TensorDictionary.of(Device.cpu(), List.of());
        try {
            List<InputRule> rules = forward.rules();
            Learnt learnt = Learnt.of(module, untouched, rules);
            SortedSet<Long> tableRows = new TreeSet<>();
            program.tables().forEach(table -> tableRows.add(program.shape(table).get(0)));
            Map<String, Tensor> sample = learnt.sample(rules, 3, 4);
            RecordingCheck.check(module, sample, module.run(sample, untouched));
            TargetProbe probe = new TargetProbe(program, module, untouched, sample);
            return new LoadedProgram(
                    module, untouched, learnt.bounded(rules, tableRows), learnt.outputs(rules), probe.targets());
        } catch (RuntimeException e) {
            untouched.close();
            module.close();
            throw e;
        }
    }

    private LoadedProgram on(Device device, Path archive, TorchProgram program, ForwardInputs forward) {
        module.close();
        untouched.close();
        return new LoadedProgram(
                ScriptModule.open(archive, device, forward.arguments(), program.namedTuples()),
                TensorDictionary.of(device, List.of()),
                inputs,
                outputs,
                targets);
    }
}
