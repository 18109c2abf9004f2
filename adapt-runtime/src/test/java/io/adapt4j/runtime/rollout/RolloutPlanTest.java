package io.adapt4j.runtime.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.adapt4j.error.InvalidInputException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutPlanTest {
    private static final RolloutPlan FULL = RolloutPlan.shadow(0.5, 200)
            .then(0.05, 100)
            .then(new Step(0.25, 500, Duration.ofMinutes(90)))
            .withErrorRate(0.01)
            .withLatency(0.95, 1.5, 0.05)
            .withDisagreement(0.2)
            .withAccuracy(0.02)
            .withFalseAlarms(0.01)
            .withManualPromotion();

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    @Test
    void parse_whatToJsonGives_isThePlan() {
        assertThat(RolloutPlan.parse(json(FULL.toJson().toString()))).isEqualTo(FULL);
        RolloutPlan small = RolloutPlan.canary(0.1, 1);
        assertThat(RolloutPlan.parse(small.toJson())).isEqualTo(small);
        assertThat(small.withShadow(new Step(1, 1, Duration.ZERO)).shadow()).isPresent();
    }

    @Test
    void limit_severalGuards_sharesTheFalseAlarms() {
        assertThat(FULL.limit()).isEqualTo(4 / 0.01);
        assertThat(RolloutPlan.canary(0.1, 1).withErrorRate(0).limit()).isEqualTo(20);
    }

    @Test
    void plan_impossible_isRefused() {
        assertThatThrownBy(() -> RolloutPlan.canary(0.3, 10).then(0.3, 10))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("[0.3, 0.3]");
        assertThatThrownBy(() -> RolloutPlan.canary(1, 10)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> RolloutPlan.shadow(0, 10)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> RolloutPlan.shadow(1, 0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> RolloutPlan.shadow(1, -1)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> RolloutPlan.canary(0.1, 1).withErrorRate(0).withErrorRate(0.1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("error-rate");
        assertThatThrownBy(() -> FULL.withFalseAlarms(0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> RolloutOptions.of("two words")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> RolloutOptions.of("a").withInterval(Duration.ZERO))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void parse_somethingElse_isATypedErrorThatSaysWhy() {
        String step = "{\"fraction\": 0.1, \"answers\": 1, \"duration\": \"PT0S\"}";
        for (String text : List.of(
                "{}",
                "{\"canary\": 3, \"guards\": [], \"falseAlarms\": 0.1}",
                "{\"canary\": [3], \"guards\": [], \"falseAlarms\": 0.1}",
                "{\"canary\": [], \"guards\": [], \"falseAlarms\": 0.1}",
                "{\"canary\": [" + step + "], \"guards\": [{\"guard\": \"luck\"}], \"falseAlarms\": 0.1}",
                "{\"canary\": [" + step + "], \"guards\": [], \"falseAlarms\": \"few\"}",
                "{\"shadow\": [], \"canary\": [" + step + "], \"guards\": [], \"falseAlarms\": 0.1}",
                "{\"canary\": [" + step.replace("PT0S", "ten minutes") + "], \"guards\": [], \"falseAlarms\": 0.1}")) {
            assertThatThrownBy(() -> RolloutPlan.parse(json(text)))
                    .as(text)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("no rollout plan");
        }
    }
}
