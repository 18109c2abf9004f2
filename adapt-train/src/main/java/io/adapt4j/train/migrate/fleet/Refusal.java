package io.adapt4j.train.migrate.fleet;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.audit.AuditAction;
import io.adapt4j.error.RegistryException;
import io.adapt4j.json.Json;
import io.adapt4j.registry.VersionId;
import io.adapt4j.train.migrate.Migration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The report of a migration that was refused, attached to the version that was to be migrated. */
final class Refusal {
    private final FleetParts parts;

    Refusal(FleetParts parts) {
        this.parts = parts;
    }

    private String name(long run) {
        return "refused-" + parts.plan().kind() + "-" + run + ".json";
    }

    /** Why the version was refused in a run; empty where it was not. */
    Optional<String> reason(VersionId source, long run) {
        return Optional.ofNullable(parts.registry().attachments(source).get(name(run)))
                .map(report -> reason(Json.parse(name(run), report)));
    }

    /** Puts a refusal on record, and says why it was. */
    String record(VersionId source, long run, Migration migration) {
        JsonObject report = migration.toJson();
        try {
            parts.registry()
                    .attach(
                            source,
                            name(run),
                            Json.write(report),
                            parts.change("not migrated to " + parts.plan().to()));
        } catch (RegistryException e) { // another process that is at work on the same run was first
            String theirs = reason(source, run).orElseThrow(() -> e);
            parts.audit(AuditAction.REJECT, source, theirs);
            return theirs;
        }
        parts.audit(AuditAction.REJECT, source, reason(report));
        return reason(report);
    }

    private String reason(JsonObject report) {
        List<String> sentences = new ArrayList<>();
        for (JsonElement element : report.getAsJsonArray("attempts")) {
            JsonObject attempt = element.getAsJsonObject();
            sentences.add(attempt.get("strategy").getAsString() + " "
                    + attempt.get("status").getAsString().toLowerCase(Locale.ROOT));
        }
        String tried = String.join(", ", sentences);
        List<String> help = Json.strings(report, "help", "a report");
        return "no candidate passed the gate: " + tried + (help.isEmpty() ? "" : ". " + String.join(" ", help));
    }
}
