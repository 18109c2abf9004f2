package io.adapt4j.runtime.rollout.guard;

import com.google.gson.JsonObject;
import java.util.OptionalInt;

/**
 * Stops a challenger that is wrong more often than the champion, by the outcomes that are reported for answers: its accuracy is below the
 * champion's by more than a margin.
 *
 * @param margin a difference of shares, at least 0 and below 1
 */
public record AccuracyGuard(double margin) implements Guard {
    static final String NAME = "accuracy";

    public AccuracyGuard {
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
            public OptionalInt judge(boolean championRight, boolean challengerRight) {
                return Judge.compare(!championRight, !challengerRight);
            }
        };
    }

    @Override
    public String hypothesis() {
        return "the challenger's accuracy is at least the champion's - " + margin;
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("guard", NAME);
        json.addProperty("margin", margin);
        return json;
    }
}
