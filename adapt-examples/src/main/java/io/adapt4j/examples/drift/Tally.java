package io.adapt4j.examples.drift;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What one detector did over many streams of one kind. */
final class Tally {
    private final String detector;
    private final String change;
    private final double allowed;
    private long calm;
    private int falseAlarms;
    /** Of each stream, per 10,000 observations. */
    private final List<Double> rates = new ArrayList<>();

    private int missed;
    private final List<Integer> delays = new ArrayList<>();

    /** @param allowed false alarms that may be expected in 10,000 observations */
    Tally(String detector, String change, double allowed) {
        this.detector = detector;
        this.change = change;
        this.allowed = allowed;
    }

    /** Of one stream without a change. */
    void addCalm(long observations, int alarms) {
        calm += observations;
        falseAlarms += alarms;
        rates.add(alarms * 10_000.0 / observations);
    }

    /** @param delay observations from the change to the alarm; negative for none */
    void addDelay(int delay) {
        if (delay < 0) {
            missed++;
        } else {
            delays.add(delay);
        }
    }

    private double rate() {
        return falseAlarms * 10_000.0 / calm;
    }

    /** Over streams of one length: the windows of a stream share its reference, so that their alarms are not independent. */
    private double standardError() {
        double squares = 0;
        for (double rate : rates) {
            squares += (rate - rate()) * (rate - rate());
        }
        return Math.sqrt(squares / (rates.size() - 1.0) / rates.size());
    }

    private String falseAlarms() {
        String error = rates.size() < 2 ? "" : String.format(Locale.ROOT, " ± %.3f", standardError());
        return String.format(Locale.ROOT, "%.3f%s (%d in %,d)", rate(), error, falseAlarms, calm);
    }

    static final List<String> HEAD =
            List.of("detector", "change", "false alarms / 10,000", "allowed", "median delay", "found");

    List<String> cells() {
        return List.of(
                detector,
                change,
                calm == 0 ? "" : falseAlarms(),
                calm == 0 ? "" : String.format(Locale.ROOT, "%.3f", allowed),
                delays.isEmpty() ? "-" : String.format(Locale.ROOT, "%,d", median()),
                delays.size() + " of " + (delays.size() + missed));
    }

    private int median() {
        List<Integer> sorted = new ArrayList<>(delays);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("detector", detector);
        json.addProperty("change", change);
        json.addProperty("calmObservations", calm);
        json.addProperty("falseAlarms", falseAlarms);
        if (rates.size() > 1) {
            json.addProperty("standardErrorPer10000", standardError());
        }
        json.addProperty("allowedPer10000", allowed);
        json.addProperty("found", delays.size());
        json.addProperty("missed", missed);
        if (!delays.isEmpty()) {
            json.addProperty("medianDelay", median());
        }
        return json;
    }
}
