package io.adapt4j;

import com.google.gson.JsonObject;
import io.adapt4j.task.TaskSpec;
import java.util.Optional;

/**
 * Where an adapter comes from and what it is for; written beside its weights as {@code manifest.json}.
 *
 * @param base the content hash of the base model that the adapter was made for; empty for an adapter from elsewhere,
 *     which must be bound by {@link Adapter#boundTo} before it can be deployed
 * @param task what the adapter is for; empty when it only changes the base's outputs
 * @param tokenizer the hash of the tokenizer that it was trained with; empty when it takes tensors
 * @param training how it was trained: hyper-parameters, seed, data hash, metrics, versions; an empty object when it
 *     was not trained here. Holds no time of day, so that the same training gives the same bytes.
 */
public record Manifest(
        Optional<ContentHash> base, Optional<TaskSpec> task, Optional<ContentHash> tokenizer, JsonObject training) {

    public Manifest {
        training = training.deepCopy();
    }

    /** A manifest that says nothing. */
    public static Manifest empty() {
        return new Manifest(Optional.empty(), Optional.empty(), Optional.empty(), new JsonObject());
    }

    @Override
    public JsonObject training() {
        return training.deepCopy();
    }

    public Manifest withBase(ContentHash newBase) {
        return new Manifest(Optional.of(newBase), task, tokenizer, training);
    }
}
