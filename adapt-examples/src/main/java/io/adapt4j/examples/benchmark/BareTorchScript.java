package io.adapt4j.examples.benchmark;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.adapt4j.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** A TorchScript archive as it was exported, run by DJL alone. */
final class BareTorchScript implements Untouched {
    private final Model model = Model.newInstance("bare", "PyTorch");

    BareTorchScript(byte[] archive) {
        try {
            model.load(new ByteArrayInputStream(archive));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedModelException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs it and copies its first output; the inputs come in the order of the map. */
    @Override
    public void run(Map<String, Tensor> inputs) {
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDList list = new NDList();
            inputs.forEach((name, tensor) -> {
                NDArray array = manager.create(tensor.data(), tensor.shape(), tensor.dataType());
                list.add(array);
            });
            model.getBlock()
                    .forward(new ParameterStore(manager, false), list, false)
                    .get(0)
                    .toFloatArray();
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
