package io.adapt4j.runtime.rollout.guard;

import com.google.gson.JsonObject;
import java.util.OptionalInt;

/**
 * Stops a challenger that fails more often than the champion: its error rate is above the champion's by more than a margin.
 *
 * @param margin a difference of shares, at least 0 and below 1
 */
public record ErrorRateGuard(double margin) implements Guard {
    static final String NAME = "error-rate";

    public ErrorRateGuard {
        BettingTest.pairs(margin);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public BettingTest test() {
        return BettingTest.pairs(margin);
    }

    @Override
    public Judge judge() {
        return new Judge() {
            @Override
            public OptionalInt judge(Pair pair) {
                return Judge.compare(pair.champion().failed(), pair.challenger().failed());
            }
        };
    }

    @Override
    public String hypothesis() {
        return "the challenger's error rate is at most the champion's + " + margin;
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("guard", NAME);
        json.addProperty("margin", margin);
        return json;
    }
}
