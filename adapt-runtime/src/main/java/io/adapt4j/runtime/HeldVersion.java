package io.adapt4j.runtime;

import io.adapt4j.BaseModel;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.runtime.pool.Resident;
import io.adapt4j.tensor.Tensor;
import java.util.Map;
import java.util.function.Consumer;

/** A version of a deployment with a reference to the adapter in memory, which is released once. */
final class HeldVersion implements Lease {
    private final Resident resident;
    private final Consumer<Boolean> end;
    private boolean failed;
    private boolean closed;

    /** @param end is told, once, whether all runs were answered */
    HeldVersion(Resident resident, Consumer<Boolean> end) {
        this.resident = resident;
        this.end = end;
    }

    @Override
    public BaseModel base() {
        return resident.model().base();
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
        if (closed) {
            throw new DeploymentException("The lease has been closed; take another for the next request");
        }
        boolean answered = false;
        try {
            Map<String, Tensor> outputs = resident.model().run(inputs, resident.bound());
            answered = true;
            return outputs;
        } finally {
            failed |= !answered;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            resident.release();
            end.accept(!failed);
        }
    }
}
