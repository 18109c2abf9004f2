package io.adapt4j.train.gate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.RecordComponent;

/** Records as JSON: one member per component, in their order, after the kind of those that have one. */
final class RecordJson {
    private RecordJson() {}

    static JsonObject write(Record value) {
        JsonObject json = new JsonObject();
        if (value instanceof Criterion || value instanceof Slicing) {
            json.addProperty("kind", Criteria.kind(value));
        }
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            try {
                json.add(component.getName(), element(component.getAccessor().invoke(value)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(
                        "Cannot read " + component + " of " + value.getClass() + "; is the record public?", e);
            }
        }
        return json;
    }

    private static JsonElement element(Object value) {
        if (value instanceof Record record) {
            return write(record);
        }
        if (value instanceof Iterable<?> members) {
            JsonArray array = new JsonArray();
            members.forEach(member -> array.add(element(member)));
            return array;
        }
        if (value instanceof Number number) {
            return new JsonPrimitive(number);
        }
        return new JsonPrimitive(value.toString());
    }
}
