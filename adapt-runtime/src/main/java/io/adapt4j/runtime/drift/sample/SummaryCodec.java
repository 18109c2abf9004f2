package io.adapt4j.runtime.drift.sample;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A summary as a JSON document, bit for bit, for its way between hosts and to disk. */
public final class SummaryCodec {
    private static final int VERSION = 1;

    private SummaryCodec() {}

    public static JsonObject write(Summary summary) {
        JsonObject json = new JsonObject();
        json.addProperty("version", VERSION);
        json.addProperty("rowCapacity", summary.shape().rows());
        json.addProperty("vectorCapacity", summary.shape().vectors());
        json.addProperty("seed", Long.toString(summary.shape().seed()));
        json.addProperty("observations", summary.observations());
        json.addProperty("outcomes", summary.outcomes());
        json.addProperty("errors", summary.errors());
        List<Sample.Item<Row>> rows = summary.rows();
        json.addProperty(
                "ids", Columns.longs(rows.stream().mapToLong(Sample.Item::id).toArray()));
        JsonObject features = new JsonObject();
        for (Feature feature : Feature.values()) {
            features.addProperty(
                    feature.label(),
                    Columns.doubles(rows.stream()
                            .mapToDouble(item -> item.value().value(feature))
                            .toArray()));
        }
        json.add("features", features);
        json.add("labels", strings(rows, Row::label));
        json.add("excerpts", strings(rows, Row::excerpt));
        List<Sample.Item<float[]>> vectors = summary.vectors();
        json.addProperty(
                "vectorIds",
                Columns.longs(vectors.stream().mapToLong(Sample.Item::id).toArray()));
        json.addProperty(
                "vectors",
                Columns.floats(vectors.stream().map(Sample.Item::value).toArray(float[][]::new)));
        return json;
    }

    static byte[] bytes(Summary summary) {
        return Json.write(write(summary));
    }

    private static JsonArray strings(List<Sample.Item<Row>> rows, Function<Row, @Nullable String> column) {
        JsonArray array = new JsonArray();
        rows.forEach(item -> array.add(column.apply(item.value())));
        return array;
    }

    /**
     * The way back.
     *
     * @param document what errors call it
     * @throws InvalidAdapterException when the document is damaged or of another version
     */
    public static Summary read(JsonObject json, String document) {
        int version = Json.integer(json, "version", document);
        if (version != VERSION) {
            throw Json.wrong(document, "version", Integer.toString(VERSION), json.get("version"));
        }
        Summary summary = new Summary(
                shape(json, document),
                count(json, "observations", document),
                count(json, "outcomes", document),
                count(json, "errors", document));
        long[] ids = Columns.longs(json, "ids", document);
        long[] vectorIds = Columns.longs(json, "vectorIds", document);
        float[][] vectors = Columns.floats(json, "vectors", vectorIds.length, document);
        for (int v = 0; v < vectorIds.length; v++) {
            summary.restore(vectorIds[v], vectors[v]);
        }
        double[][] features = features(json, ids.length, document);
        List<@Nullable String> labels = strings(json, "labels", ids.length, document);
        List<@Nullable String> excerpts = strings(json, "excerpts", ids.length, document);
        for (int r = 0; r < ids.length; r++) {
            summary.restore(ids[r], new Row(features[r], labels.get(r), excerpts.get(r)));
        }
        if (summary.rows().size() != ids.length || summary.vectors().size() != vectorIds.length) {
            throw new InvalidAdapterException(
                    document + " has rows or vectors twice, or more of them than" + " it has room for");
        }
        return summary;
    }

    private static Summary.Shape shape(JsonObject json, String document) {
        try {
            return new Summary.Shape(
                    Json.integer(json, "rowCapacity", document),
                    Json.integer(json, "vectorCapacity", document),
                    Long.parseLong(Json.string(json, "seed", document)));
        } catch (IllegalArgumentException e) {
            throw new InvalidAdapterException(document + " is damaged: " + e.getMessage(), e);
        }
    }

    private static long count(JsonObject json, String field, String document) {
        double value = Json.number(json, field, document);
        if (!(value >= 0) || value != Math.rint(value)) {
            throw Json.wrong(document, field, "a number of observations", json.get(field));
        }
        return (long) value;
    }

    private static double[][] features(JsonObject json, int rows, String document) {
        JsonElement given = json.get("features");
        if (given == null || !given.isJsonObject()) {
            throw Json.wrong(document, "features", "an object of columns", given);
        }
        double[][] values = new double[rows][Feature.values().length];
        for (double[] row : values) {
            Arrays.fill(row, Double.NaN);
        }
        for (String label : given.getAsJsonObject().keySet()) {
            Feature feature = Feature.named(label, document);
            double[] column = Columns.doubles(given.getAsJsonObject(), label, rows, document);
            for (int r = 0; r < rows; r++) {
                values[r][feature.ordinal()] = column[r];
            }
        }
        return values;
    }

    private static List<@Nullable String> strings(JsonObject json, String field, int rows, String document) {
        JsonElement given = json.get(field);
        if (given == null || !given.isJsonArray() || given.getAsJsonArray().size() != rows) {
            throw Json.wrong(document, field, "a list of " + rows + " texts, one for each row", given);
        }
        List<@Nullable String> strings = new ArrayList<>();
        for (JsonElement element : given.getAsJsonArray()) {
            if (element instanceof JsonNull) {
                strings.add(null);
            } else if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isString()) {
                strings.add(element.getAsString());
            } else {
                throw Json.wrong(document, field, "a list of texts", element);
            }
        }
        return strings;
    }
}
