package io.adapt4j.runtime.drift;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.runtime.drift.test.Finding;
import java.util.List;

/**
 * Something has changed.
 *
 * @param number counts the alarms of a watch, from 1
 * @param observations how many there had been
 * @param outcomes how many there had been
 * @param findings what found it, one or more
 * @param samples some texts that show it, by the test; empty unless texts are kept
 */
public record Alarm(long number, long observations, long outcomes, List<Finding> findings, List<Sample> samples) {

    /** The beginning of a text of the window that shows what a test found. */
    public record Sample(String test, String text) {}

    public Alarm {
        findings = List.copyOf(findings);
        samples = List.copyOf(samples);
    }

    /** As a document that explains itself, with the numbers of a plot for each finding. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("number", number);
        json.addProperty("observations", observations);
        json.addProperty("outcomes", outcomes);
        json.add("findings", Finding.toJson(findings));
        JsonArray texts = new JsonArray();
        for (Sample sample : samples) {
            JsonObject text = new JsonObject();
            text.addProperty("test", sample.test);
            text.addProperty("text", sample.text);
            texts.add(text);
        }
        json.add("samples", texts);
        return json;
    }
}
