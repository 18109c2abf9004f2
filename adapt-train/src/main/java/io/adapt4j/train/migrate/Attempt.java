package io.adapt4j.train.migrate;

import com.google.gson.JsonObject;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.migrate.strategy.Cost;
import io.adapt4j.train.provenance.RunCost;
import java.util.Optional;

/**
 * What became of a strategy.
 *
 * @param strategy its name
 * @param status how it ended
 * @param reason why, as a sentence; empty where the verdict says it
 * @param estimate what it was expected to take
 * @param details what it found on the way
 * @param verdict what the gate found about its candidate, where there was one
 * @param cost what it took, the judging included; differs from run to run and is no part of the report
 */
public record Attempt(
        String strategy,
        Status status,
        String reason,
        Cost estimate,
        JsonObject details,
        Optional<Verdict> verdict,
        Optional<RunCost> cost) {

    /** How a strategy ended. */
    public enum Status {
        /** Its candidate passed the gate and is what the adapter was migrated to. */
        PASSED,
        /** Its candidate passed the gate, but that of another strategy was taken. */
        SURPASSED,
        /** Its candidate did not. */
        FAILED,
        /** It could not make a candidate. */
        BROKEN,
        /** It was not tried. */
        SKIPPED
    }

    static Attempt skipped(String strategy, Cost estimate, String reason) {
        return new Attempt(
                strategy, Status.SKIPPED, reason, estimate, new JsonObject(), Optional.empty(), Optional.empty());
    }

    Attempt surpassed() {
        return new Attempt(strategy, Status.SURPASSED, reason, estimate, details, verdict, cost);
    }

    /** As JSON, without the cost. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("strategy", strategy);
        json.addProperty("status", status.name());
        if (!reason.isEmpty()) {
            json.addProperty("reason", reason);
        }
        JsonObject expected = new JsonObject();
        expected.addProperty("passes", estimate.passes());
        expected.addProperty("labels", estimate.labels());
        json.add("estimate", expected);
        if (!details.isEmpty()) {
            json.add("details", details);
        }
        verdict.filter(Verdict::repeatable).ifPresent(found -> json.add("verdict", found.toJson()));
        verdict.filter(found -> !found.repeatable()).ifPresent(found -> json.addProperty("passed", found.passed()));
        return json;
    }
}
