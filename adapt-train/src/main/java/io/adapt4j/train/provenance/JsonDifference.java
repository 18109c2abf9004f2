package io.adapt4j.train.provenance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A place where two JSON documents differ.
 *
 * @param path of the value, such as {@code hyperparameters.seed} or {@code evaluations[2].loss}
 * @param first the value in the first document, as JSON; empty where it has none
 * @param second the value in the second document, likewise
 */
public record JsonDifference(String path, Optional<String> first, Optional<String> second) {

    /** Every difference, in the order of the first document. */
    public static List<JsonDifference> between(JsonObject first, JsonObject second) {
        List<JsonDifference> differences = new ArrayList<>();
        compare("", first, second, differences);
        return differences;
    }

    private static void compare(String path, JsonElement first, JsonElement second, List<JsonDifference> differences) {
        if (first instanceof JsonObject a && second instanceof JsonObject b) {
            Set<String> names = new LinkedHashSet<>(a.keySet());
            names.addAll(b.keySet());
            for (String name : names) {
                String member = path.isEmpty() ? name : path + "." + name;
                if (a.has(name) && b.has(name)) {
                    compare(member, a.get(name), b.get(name), differences);
                } else {
                    differences.add(new JsonDifference(member, text(a.get(name)), text(b.get(name))));
                }
            }
        } else if (first instanceof JsonArray a && second instanceof JsonArray b && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                compare(path + "[" + i + "]", a.get(i), b.get(i), differences);
            }
        } else if (!first.toString().equals(second.toString())) {
            differences.add(new JsonDifference(path, text(first), text(second)));
        }
    }

    private static Optional<String> text(@org.jspecify.annotations.Nullable JsonElement element) {
        return Optional.ofNullable(element).map(JsonElement::toString);
    }

    @Override
    public String toString() {
        return path + ": " + first.orElse("absent") + " and " + second.orElse("absent");
    }
}
