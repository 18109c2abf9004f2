package io.adapt4j.train;

import com.google.gson.JsonElement;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TrainingTask;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that decides what a training gives.
 *
 * @param start the adapter whose training goes on; empty to begin anew
 * @param documents what else the manifest is to hold, by name, such as the recipe
 */
record TrainingPlan<E>(
        BaseModel base,
        MethodConfig method,
        TrainingTask<E, ?> task,
        Hyperparameters hyperparameters,
        ExampleSource<E> examples,
        Optional<ExampleSource<E>> evaluation,
        Optional<Adapter> start,
        SortedMap<String, JsonElement> documents) {

    TrainingPlan {
        documents = Collections.unmodifiableSortedMap(new TreeMap<>(documents));
    }
}
