package io.adapt4j.examples.service;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.runtime.Deployment;
import io.adapt4j.runtime.HostStatus;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.Entities;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.Regression;
import java.util.List;

/** What the host says, as JSON. */
final class Answers {
    private Answers() {}

    /** The answer of any task. */
    static JsonObject of(Object answer) {
        JsonObject json = new JsonObject();
        if (answer instanceof Classification classification) {
            json.addProperty("label", classification.label());
            json.addProperty("probability", classification.probability());
            json.add("probabilities", numbers(classification.labels(), classification.probabilities()));
        } else if (answer instanceof MultiLabel labels) {
            JsonArray given = new JsonArray();
            labels.given().forEach(given::add);
            json.add("labels", given);
            json.add("probabilities", numbers(labels.labels(), labels.probabilities()));
        } else if (answer instanceof Regression regression) {
            json.add("values", numbers(regression.targets(), regression.values()));
        } else if (answer instanceof Embedding embedding) {
            JsonArray vector = new JsonArray();
            for (float value : embedding.vector()) {
                vector.add(value);
            }
            json.add("vector", vector);
        } else if (answer instanceof Entities entities) {
            JsonArray found = new JsonArray();
            entities.found().forEach(entity -> found.add(of(entity)));
            json.add("entities", found);
        } else {
            throw new IllegalStateException("There is no JSON for an answer of " + answer.getClass());
        }
        return json;
    }

    private static JsonObject of(Entities.Entity entity) {
        JsonObject json = new JsonObject();
        json.addProperty("kind", entity.kind());
        json.addProperty("start", entity.start());
        json.addProperty("end", entity.end());
        json.addProperty("text", entity.text());
        json.addProperty("probability", entity.probability());
        return json;
    }

    private static JsonObject numbers(List<String> names, List<Float> values) {
        JsonObject json = new JsonObject();
        for (int i = 0; i < names.size(); i++) {
            json.addProperty(names.get(i), values.get(i));
        }
        return json;
    }

    static JsonObject of(Deployment deployment) {
        JsonObject json = new JsonObject();
        json.addProperty("name", deployment.name());
        json.addProperty("version", deployment.version());
        deployment.adapter().ifPresent(hash -> json.addProperty("adapter", hash.toString()));
        json.addProperty("state", deployment.state().name());
        json.addProperty("residentBytes", deployment.residentBytes());
        return json;
    }

    static JsonObject of(HostStatus status) {
        JsonObject json = new JsonObject();
        json.addProperty("status", status.open() ? "up" : "down");
        json.addProperty("deployments", status.deployments());
        json.addProperty("resident", status.resident());
        json.addProperty("residentBytes", status.residentBytes());
        json.addProperty("maxResidentBytes", status.maxResidentBytes());
        json.addProperty("queued", status.queued());
        json.addProperty("requests", status.requests());
        json.addProperty("failures", status.failures());
        json.addProperty("swaps", status.swaps());
        json.addProperty("loads", status.loads());
        json.addProperty("evictions", status.evictions());
        return json;
    }
}
