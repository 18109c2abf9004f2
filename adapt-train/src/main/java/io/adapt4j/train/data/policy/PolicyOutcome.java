package io.adapt4j.train.data.policy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.Mask;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a policy made of sources.
 *
 * @param applied what was done to each of them
 * @param source the examples to go on with
 */
public record PolicyOutcome<E>(DataPolicy policy, List<Applied> applied, ExampleSource<E> source) {

    public PolicyOutcome {
        applied = List.copyOf(applied);
    }

    /**
     * What was done to one source.
     *
     * @param rows the number of its examples
     * @param redacted how often each detector replaced something, by its name
     */
    public record Applied(String source, DataTags tags, int rows, SortedMap<String, Integer> redacted) {

        static <E> Applied count(TaggedSource<E> source, ExampleKind<E> kind, Redaction redaction) {
            TreeMap<String, Integer> found = new TreeMap<>();
            redaction.detectors().forEach(detector -> found.put(detector.name(), 0));
            int rows = 0;
            try (Stream<E> examples = source.source().stream()) {
                for (var all = examples.iterator(); all.hasNext(); rows++) {
                    for (String text : kind.texts(all.next())) {
                        for (Mask mask : redaction.masks(text)) {
                            String name = mask.replacement()
                                    .substring(1, mask.replacement().length() - 1);
                            found.merge(name, 1, Integer::sum);
                        }
                    }
                }
            }
            return new Applied(source.name(), source.tags(), rows, found);
        }

        JsonObject toJson() {
            JsonObject json = new JsonObject();
            json.addProperty("source", source);
            json.add("tags", tags.toJson());
            json.addProperty("rows", rows);
            JsonObject counts = new JsonObject();
            for (Map.Entry<String, Integer> count : redacted.entrySet()) {
                counts.addProperty(count.getKey(), count.getValue());
            }
            json.add("redacted", counts);
            return json;
        }
    }

    /** The policy and what was applied, for the manifest. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.add("policy", policy.toJson());
        JsonArray sources = new JsonArray();
        applied.forEach(each -> sources.add(each.toJson()));
        json.add("sources", sources);
        return json;
    }
}
