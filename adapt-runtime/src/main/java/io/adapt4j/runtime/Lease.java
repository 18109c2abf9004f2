package io.adapt4j.runtime;

import io.adapt4j.BaseModel;
import io.adapt4j.tensor.Tensor;
import java.util.Map;

/**
 * One version of a deployment, kept for one request. Used and closed by the thread that took it; it may be closed twice.
 */
public interface Lease extends AutoCloseable {

    /** The base that it runs on. */
    BaseModel base();

    /**
     * Runs the base with the adapter.
     *
     * @throws io.adapt4j.error.InvalidInputException when the inputs do not fit the base
     */
    Map<String, Tensor> run(Map<String, Tensor> inputs);

    @Override
    void close();

    /** A lease of a base without an adapter. */
    static Lease of(BaseModel base) {
        return new Lease() {
            @Override
            public BaseModel base() {
                return base;
            }

            @Override
            public Map<String, Tensor> run(Map<String, Tensor> inputs) {
                return base.run(inputs);
            }

            @Override
            public void close() {
                // The base is its owner's.
            }
        };
    }
}
