package io.adapt4j.train.migrate.compare;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.OptionalDouble;

/** A comparison written down. */
final class DiffPage {
    private DiffPage() {}

    static JsonObject json(BaseDiff diff) {
        JsonObject json = new JsonObject();
        json.addProperty("oldBase", diff.oldBase().toString());
        json.addProperty("newBase", diff.newBase().toString());
        json.addProperty("change", diff.change().name());
        json.addProperty("sameVocabulary", diff.sameVocabulary());
        json.addProperty("oldLayers", diff.oldLayers());
        json.addProperty("newLayers", diff.newLayers());
        json.addProperty("oldWidth", diff.oldWidth());
        json.addProperty("newWidth", diff.newWidth());
        json.addProperty("texts", diff.texts());
        add(json, "pooledCka", diff.pooledCka());
        JsonArray matches = new JsonArray();
        for (ModuleMatch match : diff.matches()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("from", match.from().path());
            entry.addProperty("to", match.to().path());
            entry.addProperty("sameShape", match.sameShape());
            add(entry, "weightCosine", match.weightCosine());
            add(entry, "weightDistance", match.weightDistance());
            add(entry, "subspaceCosine", match.subspaceCosine());
            add(entry, "cka", match.cka());
            matches.add(entry);
        }
        json.add("matches", matches);
        JsonArray unmatched = new JsonArray();
        diff.unmatched().forEach(unmatched::add);
        json.add("unmatched", unmatched);
        JsonArray forecasts = new JsonArray();
        for (Forecast forecast : diff.forecasts()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("strategy", forecast.strategy());
            entry.addProperty("outlook", forecast.outlook().name());
            entry.addProperty("reason", forecast.reason());
            forecasts.add(entry);
        }
        json.add("forecasts", forecasts);
        return json;
    }

    private static void add(JsonObject json, String name, OptionalDouble value) {
        value.ifPresent(number -> json.addProperty(name, number));
    }

    static String markdown(BaseDiff diff) {
        StringBuilder page = new StringBuilder();
        page.append("The new base is ").append(diff.change().text()).append(": ");
        page.append(diff.oldLayers())
                .append(" layers became ")
                .append(diff.newLayers())
                .append(", ");
        if (diff.texts() > 0) {
            page.append("width ")
                    .append(diff.oldWidth())
                    .append(" became ")
                    .append(diff.newWidth())
                    .append(", ");
        }
        page.append(diff.sameVocabulary() ? "the tokenizer is the same" : "texts become other tokens");
        page.append(".\n\n| strategy | outlook | reason |\n|---|---|---|\n");
        for (Forecast forecast : diff.forecasts()) {
            page.append("| ").append(forecast.strategy());
            page.append(" | ").append(forecast.outlook().name().toLowerCase(java.util.Locale.ROOT));
            page.append(" | ").append(forecast.reason()).append(" |\n");
        }
        page.append(
                "\n| old module | new module | weights' cosine | subspaces' cosine | CKA |\n|---|---|---|---|---|\n");
        for (ModuleMatch match : diff.matches()) {
            page.append("| ")
                    .append(match.from().path())
                    .append(" | ")
                    .append(match.to().path());
            page.append(" | ").append(cell(match.weightCosine()));
            page.append(" | ").append(cell(match.subspaceCosine()));
            page.append(" | ").append(cell(match.cka())).append(" |\n");
        }
        diff.unmatched().forEach(module -> page.append("| ").append(module).append(" | none | | | |\n"));
        return page.toString();
    }

    private static String cell(OptionalDouble value) {
        return value.isPresent() ? Forecasts.number(value.getAsDouble()) : "";
    }
}
