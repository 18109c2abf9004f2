package io.adapt4j;

import com.google.gson.JsonObject;
import io.adapt4j.task.TaskSpec;
import java.util.Optional;

/**
 * Where an adapter comes from and what it is for; written beside its weights as {@code manifest.json}.
 *
 * @param base the content hash of the base model that the adapter was made for; empty for an adapter from elsewhere,
 *     which must be bound by {@link Adapter#boundTo} before it can be deployed
 * @param baseWeights the fingerprint of the base model's weights, by which the adapter also fits the same model in another
 *     form, such as TorchScript instead of ONNX; empty where it is not known
 * @param task what the adapter is for; empty when it only changes the base's outputs
 * @param tokenizer the hash of the tokenizer that it was trained with; empty when it takes tensors
 * @param training how it was trained: hyper-parameters, seed, data hash, metrics, versions; an empty object when it
 *     was not trained here. Holds no time of day, so that the same training gives the same bytes.
 */
public record Manifest(
        Optional<ContentHash> base,
        Optional<ContentHash> baseWeights,
        Optional<TaskSpec> task,
        Optional<ContentHash> tokenizer,
        JsonObject training) {

    public Manifest {
        training = training.deepCopy();
    }

    /** A manifest that says nothing. */
    public static Manifest empty() {
        return new Manifest(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), new JsonObject());
    }

    @Override
    public JsonObject training() {
        return training.deepCopy();
    }

    /** The same for a base model of which the content hash alone is known. */
    public Manifest withBase(ContentHash newBase) {
        return new Manifest(Optional.of(newBase), Optional.empty(), task, tokenizer, training);
    }

    /** The same for a base model, in whatever form it is. */
    public Manifest withBase(BaseModel newBase) {
        return new Manifest(Optional.of(newBase.hash()), Optional.of(newBase.fingerprint()), task, tokenizer, training);
    }

    /** Whether the adapter was made for this base model, or for the same model in another form. */
    public boolean fits(BaseModel model) {
        return base.filter(model.hash()::equals).isPresent()
                || (baseWeights.isPresent() && baseWeights.get().equals(model.fingerprint()));
    }
}
