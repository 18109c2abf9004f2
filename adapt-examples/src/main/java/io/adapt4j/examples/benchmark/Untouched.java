package io.adapt4j.examples.benchmark;

import io.adapt4j.BaseModel;
import io.adapt4j.examples.Engine;
import io.adapt4j.examples.Models;
import io.adapt4j.tensor.Tensor;
import java.util.Map;

/**
 * What adapted calls are compared with: on ONNX Runtime the base's own session, which is that of the model as it was exported; on
 * PyTorch, where one module serves all, the archive as it was exported, loaded by DJL alone.
 */
interface Untouched extends AutoCloseable {

    /** Runs the model. */
    void run(Map<String, Tensor> inputs);

    @Override
    void close();

    static Untouched of(BaseModel base, Engine engine) {
        return switch (engine) {
            case ONNX ->
                new Untouched() {
                    @Override
                    public void run(Map<String, Tensor> inputs) {
                        base.run(inputs);
                    }

                    @Override
                    public void close() {}
                };
            case PYTORCH -> new BareTorchScript(Models.MINI_LM.file(engine));
        };
    }
}
