package io.adapt4j.runtime.rollout;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.json.Json;
import io.adapt4j.runtime.rollout.guard.AccuracyGuard;
import io.adapt4j.runtime.rollout.guard.DisagreementGuard;
import io.adapt4j.runtime.rollout.guard.ErrorRateGuard;
import io.adapt4j.runtime.rollout.guard.Guard;
import io.adapt4j.runtime.rollout.guard.Guards;
import io.adapt4j.runtime.rollout.guard.LatencyGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a challenger is to meet live traffic, and what stops it.
 *
 * @param shadow comes first, where there is one
 * @param canary the steps after it, with growing fractions
 * @param guards at most one of each kind
 * @param falseAlarms the chance, over the whole rollout and all guards, that one of them stops a challenger that is as good as their
 *     hypotheses say; each has an equal part of it (Bonferroni)
 * @param promotes whether it promotes the challenger by itself after the last step, or waits for {@link Rollout#advance}
 */
public record RolloutPlan(
        Optional<Step> shadow, List<Step> canary, List<Guard> guards, double falseAlarms, boolean promotes) {
    private static final String WHERE = "a rollout plan";

    public RolloutPlan {
        canary = List.copyOf(canary);
        guards = List.copyOf(guards);
        if (shadow.isEmpty() && canary.isEmpty()) {
            throw new InvalidInputException("A rollout plan needs a shadow stage or a canary step, but has neither");
        }
        double before = 0;
        for (Step step : canary) {
            if (step.fraction() <= before || step.fraction() >= 1) {
                throw new InvalidInputException("The fractions of canary steps grow and stay below 1, for at 1 nothing"
                        + " would be left to compare with, but they were "
                        + canary.stream().map(Step::fraction).toList());
            }
            before = step.fraction();
        }
        if (guards.stream().map(Guard::name).distinct().count() < guards.size()) {
            throw new InvalidInputException("A rollout plan has one guard of each kind, but was given "
                    + guards.stream().map(Guard::name).toList());
        }
        if (!(falseAlarms > 0 && falseAlarms <= 0.5)) {
            throw new InvalidInputException(
                    "The chance of a false alarm is above 0 and at most 0.5, but was " + falseAlarms);
        }
    }

    /** No stage and no guard yet; a false alarm in 20 rollouts; promotes by itself. */
    private static RolloutPlan of(Optional<Step> shadow, List<Step> canary) {
        return new RolloutPlan(shadow, canary, List.of(), 0.05, true);
    }

    /** A plan that begins with a shadow stage over a share of the requests, until the challenger has answered so often. */
    public static RolloutPlan shadow(double fraction, long answers) {
        return of(Optional.of(new Step(fraction, answers, Duration.ZERO)), List.of());
    }

    /** A plan that begins with a canary step over a share of the keys, until the challenger has answered so often. */
    public static RolloutPlan canary(double fraction, long answers) {
        return of(Optional.empty(), List.of(new Step(fraction, answers, Duration.ZERO)));
    }

    /** The same, and then a further canary step. */
    public RolloutPlan then(double fraction, long answers) {
        return then(new Step(fraction, answers, Duration.ZERO));
    }

    /** The same, and then a further canary step. */
    public RolloutPlan then(Step step) {
        List<Step> more = new ArrayList<>(canary);
        more.add(step);
        return new RolloutPlan(shadow, more, guards, falseAlarms, promotes);
    }

    public RolloutPlan withShadow(Step stage) {
        return new RolloutPlan(Optional.of(stage), canary, guards, falseAlarms, promotes);
    }

    /** The same with a further guard. */
    public RolloutPlan withGuard(Guard guard) {
        List<Guard> more = new ArrayList<>(guards);
        more.add(guard);
        return new RolloutPlan(shadow, canary, more, falseAlarms, promotes);
    }

    /** The same with a guard of errors; see {@link ErrorRateGuard}. */
    public RolloutPlan withErrorRate(double margin) {
        return withGuard(new ErrorRateGuard(margin));
    }

    /** The same with a guard of latency; see {@link LatencyGuard}. */
    public RolloutPlan withLatency(double quantile, double factor, double margin) {
        return withGuard(new LatencyGuard(quantile, factor, margin));
    }

    /** The same with a guard of disagreement; see {@link DisagreementGuard}. */
    public RolloutPlan withDisagreement(double bound) {
        return withGuard(new DisagreementGuard(bound));
    }

    /** The same with a guard of accuracy; see {@link AccuracyGuard}. */
    public RolloutPlan withAccuracy(double margin) {
        return withGuard(new AccuracyGuard(margin));
    }

    public RolloutPlan withFalseAlarms(double chance) {
        return new RolloutPlan(shadow, canary, guards, chance, promotes);
    }

    /** The same, but the last step waits until somebody {@linkplain Rollout#advance advances} it. */
    public RolloutPlan withManualPromotion() {
        return new RolloutPlan(shadow, canary, guards, falseAlarms, false);
    }

    /** The e-value at which a guard stops the rollout: the number of guards over the chance of a false alarm. */
    public double limit() {
        return Math.max(1, guards.size()) / falseAlarms;
    }

    /** The form that {@link #parse} reads. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        shadow.ifPresent(step -> json.add("shadow", step.toJson()));
        json.add("canary", array(canary, Step::toJson));
        json.add("guards", array(guards, Guard::toJson));
        json.addProperty("falseAlarms", falseAlarms);
        json.addProperty("promotes", promotes);
        return json;
    }

    private static <T> JsonArray array(List<T> list, Function<T, JsonObject> toJson) {
        JsonArray array = new JsonArray();
        list.forEach(each -> array.add(toJson.apply(each)));
        return array;
    }

    /**
     * Reads a plan.
     *
     * @throws InvalidInputException when it is none; says what is wrong
     */
    public static RolloutPlan parse(JsonObject json) {
        try {
            return new RolloutPlan(
                    Optional.ofNullable(json.get("shadow"))
                            .map(JsonElement::getAsJsonObject)
                            .map(Step::parse),
                    list(json, "canary", Step::parse),
                    list(json, "guards", Guards::parse),
                    Json.number(json, "falseAlarms", WHERE),
                    Json.bool(json, "promotes", true, WHERE));
        } catch (AdaptException | IllegalStateException e) { // gson's, where something is no object
            throw new InvalidInputException("This is no rollout plan: " + e.getMessage(), e);
        }
    }

    private static <T> List<T> list(JsonObject json, String field, Function<JsonObject, T> parse) {
        JsonElement array = json.get(field);
        if (array == null || !array.isJsonArray()) {
            throw Json.wrong(WHERE, field, "a list", array);
        }
        return array.getAsJsonArray().asList().stream()
                .map(JsonElement::getAsJsonObject)
                .map(parse)
                .toList();
    }
}
