package io.adapt4j.runtime.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractSymbolBlock;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.adapt4j.ModelSignature;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.Lease;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A deployment as DJL's block: runs forward, without parameters that DJL could see. */
final class HostedBlock extends AbstractSymbolBlock {
    private final Supplier<Lease> leases;

    HostedBlock(Supplier<Lease> leases) {
        this.leases = leases;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameters, NDList inputs, boolean training, @Nullable PairList<String, Object> options) {
        if (training) {
            throw new UnsupportedFeatureException(
                    "A hosted model only predicts; adapters are trained with io.adapt4j.train.Trainer");
        }
        try (Lease lease = leases.get()) {
            return run(lease, inputs);
        }
    }

    static NDList run(Lease lease, NDList inputs) {
        ModelSignature signature = lease.base().signature();
        return ArrayTensors.arrays(lease.run(ArrayTensors.inputs(inputs, signature)), signature, inputs.getManager());
    }

    @Override
    public PairList<String, Shape> describeInput() {
        try (Lease lease = leases.get()) {
            return shapes(lease.base().signature().inputs());
        }
    }

    @Override
    public PairList<String, Shape> describeOutput() {
        try (Lease lease = leases.get()) {
            return shapes(lease.base().signature().outputs());
        }
    }

    private static PairList<String, Shape> shapes(List<ModelSignature.Port> ports) {
        PairList<String, Shape> shapes = new PairList<>();
        ports.forEach(port -> shapes.add(port.name(), port.shape()));
        return shapes;
    }

    @Override
    public ParameterList getDirectParameters() {
        return new ParameterList();
    }

    @Override
    public boolean isInitialized() {
        return true;
    }
}
