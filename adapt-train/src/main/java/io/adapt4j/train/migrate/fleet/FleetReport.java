package io.adapt4j.train.migrate.fleet;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.train.migrate.fleet.FleetEntry.Status;
import java.util.List;
import java.util.Locale;

/**
 * What became of a fleet.
 *
 * @param run the number of the last run, from 1; 0 where there was none
 * @param ended whether the last run went on until each adapter had ended
 * @param entries one for each adapter, by name
 * @param spent on the last run
 */
public record FleetReport(FleetPlan plan, long run, boolean ended, List<FleetEntry> entries, FleetSpent spent) {

    public FleetReport {
        entries = List.copyOf(entries);
    }

    /** How many adapters are that far. */
    public long count(Status status) {
        return entries.stream().filter(entry -> entry.status() == status).count();
    }

    /** Whether there was a run and each adapter has ended, so that nothing of it is left to do. */
    public boolean isComplete() {
        return run > 0 && ended;
    }

    /** As JSON, with a count for each status. */
    public JsonObject toJson() {
        JsonObject json = plan.toJson();
        json.addProperty("run", run);
        json.addProperty("ended", ended);
        JsonObject counts = new JsonObject();
        for (Status status : Status.values()) {
            counts.addProperty(status.name().toLowerCase(Locale.ROOT), count(status));
        }
        json.add("counts", counts);
        json.add("spent", spent.toJson());
        JsonArray all = new JsonArray();
        entries.forEach(entry -> all.add(FleetCodec.write(entry)));
        json.add("adapters", all);
        return json;
    }
}
