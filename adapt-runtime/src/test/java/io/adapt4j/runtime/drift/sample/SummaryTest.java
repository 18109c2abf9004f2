package io.adapt4j.runtime.drift.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.runtime.drift.Traffic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final Summary.Shape SHAPE = new Summary.Shape(100, 30, 5);
    private static final Reference REFERENCE = Traffic.reference(1, 200, SHAPE, 500);

    private static List<Observation> stream(int count) {
        Traffic traffic = new Traffic(2);
        List<Observation> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(traffic.next());
        }
        return all;
    }

    private static Summary of(List<Observation> observations) {
        Summary summary = new Summary(SHAPE);
        for (Observation observation : observations) {
            // Each alone, because which texts came before is a host's own.
            Row row = REFERENCE.known(500).row(observation);
            summary.add(observation.id(), row, observation.embedding());
            summary.addOutcome(observation.id() % 3 != 0);
        }
        return summary;
    }

    @Test
    void merge_threeHosts_isTheSingleStream() {
        List<Observation> all = stream(1_000);
        List<List<Observation>> hosts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Random random = new Random(3);
        all.forEach(observation -> hosts.get(random.nextInt(3)).add(observation));
        Collections.shuffle(hosts.get(1), random);

        Summary merged = of(hosts.get(2)).merge(of(hosts.get(0))).merge(of(hosts.get(1)));

        assertThat(merged).isEqualTo(of(all));
        assertThat(merged.observations()).isEqualTo(1_000);
        assertThat(merged.rows()).hasSize(100);
        assertThat(merged.vectors()).hasSize(30);
    }

    @Test
    void sample_isUniform() {
        int[] kept = new int[10];
        for (int seed = 0; seed < 400; seed++) {
            Sample<Integer> sample = new Sample<>(10, seed);
            for (int id = 0; id < 100; id++) {
                sample.add(id, id);
            }
            sample.items().forEach(item -> kept[item.value() / 10]++);
        }

        // 400 in each tenth may be expected, with a deviation of 18.
        for (int tenth : kept) {
            assertThat(tenth).isBetween(325, 475);
        }
    }

    @Test
    void add_sameIdTwice_countsOnce() {
        Sample<String> sample = new Sample<>(2, 1);
        sample.add(1, "a");
        sample.add(1, "b");

        assertThat(sample.items()).containsExactly(new Sample.Item<>(1, "a"));
    }

    @Test
    void json_thereAndBack_isTheSame() {
        Summary summary = of(stream(300));

        assertThat(SummaryCodec.read(SummaryCodec.write(summary), "window.json"))
                .isEqualTo(summary);
        Summary empty = new Summary(SHAPE);
        assertThat(SummaryCodec.read(SummaryCodec.write(empty), "window.json")).isEqualTo(empty);
        assertThat(Reference.parse(REFERENCE.toJson()).hash()).isEqualTo(REFERENCE.hash());
    }

    @Test
    void parse_everyFieldMissingOrWrong_isRefusedByName() {
        JsonObject good = SummaryCodec.write(of(stream(50)));
        for (String field : good.keySet()) {
            for (var wrong : List.of(
                    JsonNull.INSTANCE,
                    new JsonPrimitive("%"),
                    new JsonPrimitive(-1.5),
                    new JsonArray(),
                    new JsonObject())) {
                JsonObject bad = good.deepCopy();
                bad.add(field, wrong);
                if (field.equals("features") && wrong instanceof JsonObject) {
                    continue; // no column is all NaN
                }
                assertThatThrownBy(() -> SummaryCodec.read(bad, "window.json"))
                        .as(field + " = " + wrong)
                        .isInstanceOf(InvalidAdapterException.class)
                        .hasMessageContaining("window.json");
            }
        }
    }

    @Test
    void parse_vectorsCut_isRefused() {
        JsonObject bad = SummaryCodec.write(of(stream(50)));
        String vectors = bad.get("vectors").getAsString();
        bad.addProperty("vectors", vectors.substring(0, vectors.length() - 8));

        assertThatThrownBy(() -> SummaryCodec.read(bad, "window.json"))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("vectors");
        JsonObject damaged = REFERENCE.toJson();
        damaged.remove("tokens");
        assertThatThrownBy(() -> Reference.parse(damaged))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("tokens");
    }

    @Test
    void add_otherWidthOrNotFinite_isRefused() {
        Summary summary = of(stream(10));
        Row row = summary.rows().get(0).value();

        assertThatThrownBy(() -> summary.add(99, row, new float[5]))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("4")
                .hasMessageContaining("5");
        assertThat(summary.observations()).isEqualTo(10);
        assertThatThrownBy(() -> new Observation(
                        1, 1, false, new long[0], false, Prediction.NONE, new float[] {Float.NaN}, null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("NaN");
    }

    @Test
    void merge_otherShape_isRefused() {
        assertThatThrownBy(() -> new Summary(SHAPE).merge(new Summary(new Summary.Shape(100, 30, 6))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("shape");
    }

    @Test
    void reference_unseenTokens_areMeasuredOnTextsThatTaughtNone() {
        Summary summary = REFERENCE.summary();
        double[] unseen = summary.values(Feature.UNSEEN);

        assertThat(unseen.length).isBetween(30, 70);
        assertThat(Arrays.stream(unseen).min().orElseThrow()).isZero();
        // 50 of 500 tokens did not come in some 100 texts of 8 tokens.
        assertThat(Arrays.stream(unseen).average().orElseThrow()).isBetween(0.05, 0.6);
    }

    @Test
    void tokenSet_exactBelowItsSize() {
        TokenSet set = new TokenSet();
        set.add(5);
        set.add(250_001);

        TokenSet back = TokenSet.fromBase64(set.toBase64());
        for (long id = 0; id < 262_144; id++) {
            assertThat(back.contains(id)).isEqualTo(id == 5 || id == 250_001);
        }
    }

    @Test
    void known_features_areThoseOfTheText() {
        TokenSet tokens = new TokenSet();
        tokens.add(1);
        Known known = new Known(tokens, 9, 100);
        Observation observation =
                new Observation(1, 77, true, new long[] {1, 9, 2, 1}, true, Prediction.NONE, null, null);

        Row first = known.row(observation);
        Row second = known.row(observation);
        known.nextWindow();
        Row third = known.row(observation);

        assertThat(first.value(Feature.LENGTH)).isEqualTo(4);
        assertThat(first.value(Feature.UNKNOWN)).isEqualTo(0.25);
        assertThat(first.value(Feature.UNSEEN)).isEqualTo(0.5);
        assertThat(first.value(Feature.EMPTY)).isEqualTo(1);
        assertThat(first.value(Feature.TRUNCATED)).isEqualTo(1);
        assertThat(first.value(Feature.CONFIDENCE)).isNaN();
        assertThat(List.of(first, second, third))
                .extracting(row -> row.value(Feature.DUPLICATE))
                .containsExactly(0.0, 1.0, 0.0);
    }
}
