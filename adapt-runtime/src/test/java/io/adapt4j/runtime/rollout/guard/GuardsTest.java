package io.adapt4j.runtime.rollout.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.Entities;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.Regression;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class GuardsTest {
    private static final Classification YES = new Classification(List.of("yes", "no"), List.of(0.9f, 0.1f));
    private static final Classification SURE = new Classification(List.of("yes", "no"), List.of(1f, 0f));
    private static final Classification NO = new Classification(List.of("yes", "no"), List.of(0.2f, 0.8f));

    private static Pair pair(Outcome champion, Outcome challenger) {
        return new Pair(champion, challenger, true);
    }

    private static Outcome took(long nanos) {
        return Outcome.answered(YES, nanos);
    }

    @Test
    void parse_whatEachGuardGives_isTheGuard() {
        List<Guard> all = List.of(
                new AccuracyGuard(0.02),
                new DisagreementGuard(0.1, 0.5),
                new ErrorRateGuard(0.01),
                new LatencyGuard(0.95, 1.5, 0.05));

        assertThat(all).extracting(Guard::name).containsExactlyElementsOf(Guards.names());
        for (Guard guard : all) {
            assertThat(Guards.parse(guard.toJson())).isEqualTo(guard);
        }
    }

    @Test
    void parse_somethingElse_isATypedError() {
        JsonObject unknown = new JsonObject();
        unknown.addProperty("guard", "luck");
        assertThatThrownBy(() -> Guards.parse(unknown))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("luck")
                .hasMessageContaining("error-rate");
        JsonObject incomplete = new JsonObject();
        incomplete.addProperty("guard", "latency");
        assertThatThrownBy(() -> Guards.parse(incomplete))
                .isInstanceOf(AdaptException.class)
                .hasMessageContaining("quantile");
    }

    @Test
    void guard_impossibleNumbers_isRefused() {
        assertThatThrownBy(() -> new ErrorRateGuard(-0.1)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new AccuracyGuard(1)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new DisagreementGuard(0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new DisagreementGuard(0.1, Double.NaN)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new LatencyGuard(1, 1.5, 0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new LatencyGuard(0.9, 0.5, 0)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void errorRate_pair_comparesFailures() {
        Judge judge = new ErrorRateGuard(0).judge();

        assertThat(judge.judge(pair(took(1), Outcome.failed(1)))).hasValue(2);
        assertThat(judge.judge(pair(Outcome.failed(1), Outcome.failed(1)))).hasValue(1);
        assertThat(judge.judge(pair(Outcome.failed(1), took(1)))).hasValue(0);
        assertThat(judge.judge(true, false)).isEmpty();
    }

    @Test
    void accuracy_outcomes_areCompared() {
        Judge judge = new AccuracyGuard(0).judge();

        assertThat(judge.judge(true, false)).hasValue(2);
        assertThat(judge.judge(true, true)).hasValue(1);
        assertThat(judge.judge(false, true)).hasValue(0);
        assertThat(judge.judge(pair(took(1), took(1)))).isEmpty();
    }

    @Test
    void latency_afterTheChampionIsKnown_comparesSlowAnswers() {
        Judge judge = new LatencyGuard(0.9, 2, 0).judge();
        for (int i = 1; i <= LatencyGuard.LEARNT; i++) {
            assertThat(judge.judge(pair(took(i), took(1_000)))).as("pair %d", i).isEmpty();
        }

        // The 0.9 quantile of 1..50 is 45, so that what takes more than 90 is slow.
        assertThat(judge.judge(pair(took(90), took(91)))).hasValue(2);
        assertThat(judge.judge(pair(took(91), took(90)))).hasValue(0);
        assertThat(judge.judge(pair(took(91), took(500)))).hasValue(1);
        assertThat(judge.judge(pair(took(1), Outcome.failed(500)))).isEmpty();
    }

    @Test
    void latency_championGetsSlower_itsLastLatenciesCount() {
        Judge judge = new LatencyGuard(0.5, 1, 0).judge();
        for (int i = 0; i < 1_000; i++) {
            judge.judge(pair(took(10), took(10)));
        }
        assertThat(judge.judge(pair(took(10), took(70)))).hasValue(2);
        for (int i = 0; i < 1_000; i++) {
            judge.judge(pair(took(70), took(70)));
        }
        assertThat(judge.judge(pair(took(70), took(70)))).hasValue(1);
        assertThat(judge.judge(pair(took(70), took(71)))).hasValue(2);
    }

    @Test
    void disagreement_pair_looksAtAnswersToOneText() {
        Judge judge = new DisagreementGuard(0.1).judge();
        Outcome no = Outcome.answered(NO, 1);

        assertThat(judge.judge(pair(took(1), no))).isEqualTo(OptionalInt.of(1));
        assertThat(judge.judge(pair(took(1), Outcome.answered(SURE, 1)))).hasValue(0);
        assertThat(judge.judge(new Pair(took(1), no, false))).isEmpty();
        assertThat(judge.judge(pair(took(1), Outcome.failed(1)))).isEmpty();
    }

    @Test
    void differ_everyKindOfAnswer_isCompared() {
        DisagreementGuard guard = new DisagreementGuard(0.1, 0.25);
        List<String> labels = List.of("a", "b");
        Entities entities = new Entities(List.of(new Entities.Entity("name", 0, 3, "Ann", 0.9f)));

        assertThat(guard.differ(
                        new MultiLabel(labels, List.of(0.9f, 0.1f), 0.5),
                        new MultiLabel(labels, List.of(0.6f, 0.2f), 0.5)))
                .isFalse();
        assertThat(guard.differ(
                        new MultiLabel(labels, List.of(0.9f, 0.1f), 0.5),
                        new MultiLabel(labels, List.of(0.9f, 0.6f), 0.5)))
                .isTrue();
        assertThat(guard.differ(entities, new Entities(List.of(new Entities.Entity("name", 0, 3, "Ann", 0.5f)))))
                .isFalse();
        assertThat(guard.differ(entities, new Entities(List.of(new Entities.Entity("place", 0, 3, "Ann", 0.9f)))))
                .isTrue();
        assertThat(guard.differ(number(1), number(1.25f))).isFalse();
        assertThat(guard.differ(number(1), number(1.26f))).isTrue();
        assertThat(guard.differ(number(1), number(Float.NaN))).isTrue();
        assertThat(guard.differ(vector(1, 0), vector(1, 0.5f))).isFalse();
        assertThat(guard.differ(vector(1, 0), vector(1, 2))).isTrue();
        assertThat(guard.differ(vector(1, 0), vector(1, 0, 0))).isTrue();
        assertThat(guard.differ(YES, number(1))).isTrue();
    }

    private static Regression number(float value) {
        return new Regression(List.of("value"), List.of(value));
    }

    private static Embedding vector(float... values) {
        return new Embedding(values);
    }
}
