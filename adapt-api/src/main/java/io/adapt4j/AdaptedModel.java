package io.adapt4j;

import io.adapt4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A base model that takes its adapter with each call. The base weights are shared by all adapters and never written;
 * switching adapters is passing another argument. Safe for use by many threads.
 */
public interface AdaptedModel {

    BaseModel base();

    /**
     * Checks an adapter against the base and makes it ready to run: all that is slow about an adapter happens here,
     * off the request path.
     *
     * @throws io.adapt4j.error.IncompatibleAdapterException when the adapter was made for another base, or a target,
     *     shape or rank does not fit; the message names both sides
     */
    BoundAdapter bind(Adapter adapter);

    /**
     * Makes several adapters ready to run as one: the base and the weighted sum of what each adds to it.
     *
     * @param adapters at least one
     * @throws io.adapt4j.error.IncompatibleAdapterException as {@link #bind(Adapter)}
     * @throws io.adapt4j.error.UnsupportedFeatureException when their methods cannot be active together
     */
    BoundAdapter bind(List<WeightedAdapter> adapters);

    /**
     * Runs the model with an adapter, or untouched without one: then the outputs are bit for bit those of
     * {@link BaseModel#run}.
     *
     * @param inputs one tensor for each input that the base declares
     * @param adapter one that this model bound and that is not closed
     * @return one tensor for each output that the base declares, owned by the caller
     * @throws io.adapt4j.error.InvalidInputException when a name, dtype or shape does not fit the signature
     */
    Map<String, Tensor> run(Map<String, Tensor> inputs, @Nullable BoundAdapter adapter);

    /**
     * Runs a batch whose rows have adapters of their own: any mixture of targets, ranks and methods, and rows without. Each
     * row's outputs are those that it would have alone, up to rounding.
     *
     * @param inputs one tensor for each input that the base declares, whose first dimension is the batch
     * @param rows one adapter per row, null for the untouched base
     * @return one tensor for each output that the base declares, owned by the caller
     * @throws io.adapt4j.error.InvalidInputException when a name, dtype or shape does not fit the signature, or the number of
     *     rows is not the batch's
     */
    Map<String, Tensor> runRows(Map<String, Tensor> inputs, List<? extends @Nullable BoundAdapter> rows);

    /**
     * Gives a bound adapter a session of its own, over weights into which it is merged; the base's other weights stay shared.
     * From then on {@link #run} with the adapter, and batches of which every row has it, run there, up to rounding with the
     * same outputs; other batches run as before. Calls go on meanwhile. Lasts until {@link #unmerge} or until the adapter's
     * memory is freed. Does nothing for an adapter that is merged already.
     *
     * @return the bytes that the merged weights take, which {@link BoundAdapter#residentBytes} now includes
     * @throws io.adapt4j.error.UnsupportedFeatureException when the base does not store the weights as 32-bit floats
     */
    long merge(BoundAdapter adapter);

    /** Ends {@link #merge}; calls under way finish where they began. */
    void unmerge(BoundAdapter adapter);

    /** The native bytes that all bound adapters together hold. */
    long residentBytes();
}
