package io.adapt4j.runtime.rollout.guard;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.Entities;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.Regression;
import java.util.List;
import java.util.OptionalInt;

/**
 * Stops a challenger that answers differently from the champion too often: of the texts that both answered, the share with different
 * answers is above a bound. Looks at shadowed requests alone.
 *
 * <p>Answers differ when their labels do; when their entities do, in kind or place; when a number differs by more than the tolerance;
 * when one minus the cosine of two vectors is above the tolerance. Answers to different tasks differ.
 *
 * @param bound a share, above 0 and below 1
 * @param tolerance at least 0, for numbers and vectors
 */
public record DisagreementGuard(double bound, double tolerance) implements Guard {
    static final String NAME = "disagreement";

    public DisagreementGuard {
        BettingTest.share(bound);
        if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new InvalidInputException("A tolerance is at least 0 and finite, but was " + tolerance);
        }
    }

    /** For answers with labels or entities. */
    public DisagreementGuard(double bound) {
        this(bound, 0);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public BettingTest test() {
        return BettingTest.share(bound);
    }

    @Override
    public Judge judge() {
        return new Judge() {
            @Override
            public OptionalInt judge(Pair pair) {
                if (!pair.same()
                        || pair.champion().failed()
                        || pair.challenger().failed()) {
                    return OptionalInt.empty();
                }
                boolean differ = differ(
                        pair.champion().answer().orElseThrow(),
                        pair.challenger().answer().orElseThrow());
                return OptionalInt.of(differ ? 1 : 0);
            }
        };
    }

    /** Whether two answers to one text differ. */
    public boolean differ(Object first, Object second) {
        if (first instanceof Classification a && second instanceof Classification b) {
            return !a.label().equals(b.label());
        }
        if (first instanceof MultiLabel a && second instanceof MultiLabel b) {
            return !a.given().equals(b.given());
        }
        if (first instanceof Entities a && second instanceof Entities b) {
            return !places(a).equals(places(b));
        }
        if (first instanceof Regression a && second instanceof Regression b) {
            return !a.targets().equals(b.targets()) || far(a.values(), b.values());
        }
        if (first instanceof Embedding a && second instanceof Embedding b) {
            return a.vector().length != b.vector().length || !(1 - a.cosine(b) <= tolerance);
        }
        return !first.equals(second);
    }

    private boolean far(List<Float> first, List<Float> second) {
        for (int i = 0; i < first.size(); i++) {
            if (!(Math.abs((double) first.get(i) - second.get(i)) <= tolerance)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> places(Entities entities) {
        return entities.found().stream()
                .map(entity -> entity.start() + "-" + entity.end() + " " + entity.kind())
                .toList();
    }

    @Override
    public String hypothesis() {
        return "at most a share of " + bound + " of the challenger's answers differ from the champion's";
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("guard", NAME);
        json.addProperty("bound", bound);
        json.addProperty("tolerance", tolerance);
        return json;
    }
}
