package io.adapt4j.runtime.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.json.Json;
import io.adapt4j.runtime.drift.sample.Observation;
import io.adapt4j.runtime.drift.sample.Prediction;
import io.adapt4j.runtime.drift.sample.Reference;
import io.adapt4j.runtime.drift.sample.Summary;
import io.adapt4j.runtime.drift.sample.SummaryCodec;
import io.adapt4j.runtime.drift.test.Finding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DriftWatchTest {
    private static final int WINDOW = 250;
    private static final Summary.Shape SHAPE = new Summary.Shape(500, 60, 5);
    private static final DriftOptions OPTIONS =
            DriftOptions.defaults().withWindow(WINDOW).withShape(SHAPE).withFalseAlarms(0.5);
    private static final Reference REFERENCE = Traffic.reference(1, 500, SHAPE, WINDOW);

    static List<String> changes() {
        return Traffic.CHANGES;
    }

    private static List<Alarm> run(DriftWatch watch, Traffic traffic, int observations) {
        List<Alarm> alarms = new ArrayList<>();
        for (int i = 0; i < observations; i++) {
            watch.add(traffic.next()).ifPresent(alarms::add);
        }
        return alarms;
    }

    @ParameterizedTest
    @MethodSource("changes")
    void add_change_alarmsWithinFourWindows(String change) {
        DriftWatch watch = new DriftWatch(REFERENCE, OPTIONS);
        Traffic traffic = new Traffic(2);

        assertThat(run(watch, traffic, 4 * WINDOW)).isEmpty();
        List<Alarm> alarms = run(watch, traffic.change(change), 4 * WINDOW);

        assertThat(alarms).isNotEmpty();
        assertThat(alarms.get(0).findings()).extracting(Finding::test).contains(change);
        assertThat(alarms.get(0).findings()).allSatisfy(finding -> assertThat(finding.adjusted())
                .isLessThanOrEqualTo(finding.threshold())
                .isGreaterThanOrEqualTo(finding.pValue()));
    }

    @Test
    void add_nothingChanges_alarmsNoMoreOftenThanConfigured() {
        int alarms = 0;
        for (int run = 0; run < 8; run++) {
            DriftWatch watch = new DriftWatch(Traffic.reference(100 + run, 500, SHAPE, WINDOW), OPTIONS);
            alarms += run(watch, new Traffic(1_000 + run), 10_000).size();
        }

        // 80,000 observations with half of 0.5 in 10,000: 2 may be expected; Poisson(2) is above 7 once in 900.
        assertThat(alarms).isLessThanOrEqualTo(7);
    }

    @Test
    void add_patienceOfTwoInThree_waitsForTheSecond() {
        DriftWatch patient = new DriftWatch(REFERENCE, OPTIONS.withPatience(2, 3));

        List<Alarm> alarms = run(patient, new Traffic(2).change("embedding.mmd"), 5 * WINDOW);

        // The first window with drift alarms nobody, and no window counts for two alarms.
        assertThat(alarms).extracting(Alarm::observations).containsExactly(2L * WINDOW, 4L * WINDOW);
    }

    @Test
    void add_sameStream_givesTheSameAlarms() {
        List<JsonObject> first = new ArrayList<>();
        List<JsonObject> second = new ArrayList<>();
        for (List<JsonObject> documents : List.of(first, second)) {
            DriftWatch watch = new DriftWatch(REFERENCE, OPTIONS);
            run(watch, new Traffic(2).change("embedding.mahalanobis"), 4 * WINDOW)
                    .forEach(alarm -> documents.add(alarm.toJson()));
        }

        assertThat(first).isNotEmpty().isEqualTo(second);
    }

    @Test
    void judge_windowsOfThreeHosts_areJudgedAsOne() {
        DriftWatch whole = new DriftWatch(REFERENCE, OPTIONS);
        List<DriftWatch> hosts = List.of(
                new DriftWatch(REFERENCE, OPTIONS),
                new DriftWatch(REFERENCE, OPTIONS),
                new DriftWatch(REFERENCE, OPTIONS));
        Traffic traffic = new Traffic(2).change("prediction.labels");
        Alarm expected = null;
        for (int i = 0; i < WINDOW; i++) {
            Observation o = traffic.next();
            // A text of its own, because duplicates are looked for on each host.
            Observation own = new Observation(
                    o.id(), i + 1, o.blank(), o.tokens(), o.truncated(), o.prediction(), o.embedding(), null);
            expected = whole.add(own).orElse(expected);
            hosts.get(i % 3).add(own);
        }
        Summary merged = new Summary(SHAPE);
        for (DriftWatch host : hosts) {
            byte[] sent = Json.write(SummaryCodec.write(host.close()));
            merged = merged.merge(SummaryCodec.read(Json.parse("window.json", sent), "window.json"));
        }
        Alarm alarm = new DriftWatch(REFERENCE, OPTIONS).judge(merged).orElseThrow();

        assertThat(expected).isNotNull();
        assertThat(Finding.toJson(alarm.findings())).isEqualTo(Finding.toJson(expected.findings()));
    }

    @Test
    void alarm_textsAreKeptOnlyWhereAsked() {
        Alarm without = run(new DriftWatch(REFERENCE, OPTIONS), new Traffic(2).change("input.length"), WINDOW)
                .get(0);
        Alarm with = run(
                        new DriftWatch(REFERENCE, OPTIONS.withSamples(true)),
                        new Traffic(2).change("input.length"),
                        WINDOW)
                .get(0);

        assertThat(without.samples()).isEmpty();
        assertThat(with.samples()).isNotEmpty().allSatisfy(sample -> {
            assertThat(sample.text()).startsWith("text ");
            assertThat(with.findings()).extracting(Finding::test).contains(sample.test());
        });
        assertThat(new String(Json.write(with.toJson()), StandardCharsets.UTF_8))
                .contains("\"pValue\"", "\"plot\"", "\"reference\"", "\"window\"", "\"text \"".substring(0, 6));
    }

    @Test
    void learning_firstObservations_areTheReference() {
        DriftWatch watch = DriftWatch.learning(OPTIONS, Traffic.UNKNOWN);
        Traffic traffic = new Traffic(3);

        assertThat(run(watch, traffic, SHAPE.rows() - 1)).isEmpty();
        assertThat(watch.reference()).isEmpty();
        assertThatThrownBy(() -> watch.judge(new Summary(SHAPE))).isInstanceOf(InvalidInputException.class);
        run(watch, traffic, 1);

        assertThat(watch.reference()).isPresent();
        assertThat(run(watch, traffic, 2 * WINDOW)).isEmpty();
        assertThat(run(watch, traffic.change("input.length"), 2 * WINDOW)).isNotEmpty();
    }

    @Test
    void addOutcome_accuracyFalls_isAnAlarm() {
        DriftWatch watch = new DriftWatch(REFERENCE, OPTIONS);
        SplittableRandom random = new SplittableRandom(5);
        List<Alarm> alarms = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            watch.addOutcome(random.nextDouble() >= (i < 2_000 ? 0.1 : 0.3)).ifPresent(alarms::add);
        }

        assertThat(alarms).isNotEmpty();
        assertThat(alarms.get(0).outcomes()).isBetween(2_001L, 2_500L);
        assertThat(alarms.get(0)
                        .toJson()
                        .getAsJsonArray("findings")
                        .get(0)
                        .getAsJsonObject()
                        .get("pValue")
                        .isJsonNull())
                .isTrue();
    }

    @Test
    void add_otherEmbeddingSize_isRefusedAndTheWatchGoesOn() {
        DriftWatch watch = new DriftWatch(REFERENCE, OPTIONS);
        run(watch, new Traffic(2), 10);

        assertThatThrownBy(() -> watch.add(
                        new Observation(99, 1, false, new long[] {1}, false, Prediction.NONE, new float[9], null)))
                .isInstanceOf(InvalidInputException.class);
        run(watch, new Traffic(4), 10);
        assertThat(watch.window().observations()).isEqualTo(20);
    }

    @Test
    void options_outOfRange_sayTheRange() {
        assertThatThrownBy(() -> OPTIONS.withFalseAlarms(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OPTIONS.withFalseAlarms(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OPTIONS.withWindow(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OPTIONS.withPatience(3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Summary.Shape(1, 2, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DriftWatch(REFERENCE, OPTIONS.withTests(List.of("size"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("input.length");
    }
}
