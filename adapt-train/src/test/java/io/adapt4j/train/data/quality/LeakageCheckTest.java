package io.adapt4j.train.data.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.quality.Duplicate.Likeness;
import io.adapt4j.train.data.quality.LeakageCheck.Checked;
import io.adapt4j.train.data.quality.LeakageCheck.OnLeak;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeakageCheckTest {
    private static final String LONG =
            "please tell me how to change the card that i lost when i was on holiday in bonn";

    private static final Example WIN = new Example("Win cash", "spam");
    private static final Example LUNCH = new Example("lunch today", "ham");
    private static final Example CARD = new Example(LONG, "card");
    private static final Example OTHER = new Example("build failed", "ham");

    private static final ExampleSource<Example> TEST = ExampleSource.of(List.of(WIN, LUNCH, CARD));
    private static final ExampleSource<Example> TRAIN = ExampleSource.of(List.of(
            OTHER,
            WIN,
            new Example("\uff37in  CASH ", "ham"),
            OTHER,
            new Example("Build failed", "spam"),
            new Example(LONG + " last week", "card")));

    private static Checked<Example> check(LeakageCheck check) {
        return check.apply(TRAIN, Map.of("test", TEST), ExampleKinds.LABELLED);
    }

    @Test
    void apply_warn_reportsAndLeavesTheData() {
        Checked<Example> checked = check(LeakageCheck.on(OnLeak.WARN));

        LeakageReport report = checked.report();
        assertThat(report.rows()).isEqualTo(Map.of("test", 3, "train", 6));
        assertThat(report.leaks()).isEqualTo(Map.of(Likeness.EXACT, 1, Likeness.NORMALISED, 1, Likeness.NEAR, 0));
        assertThat(report.repeats()).isEqualTo(Map.of(Likeness.EXACT, 1, Likeness.NORMALISED, 1, Likeness.NEAR, 0));
        assertThat(report.conflicts()).isEqualTo(2);
        assertThat(report.removed()).isZero();
        assertThat(report.samples())
                .containsExactly(
                        new Duplicate(Likeness.EXACT, "train", 2, "test", 1, false),
                        new Duplicate(Likeness.NORMALISED, "train", 3, "test", 1, true),
                        new Duplicate(Likeness.EXACT, "train", 4, "train", 1, false),
                        new Duplicate(Likeness.NORMALISED, "train", 5, "train", 1, true));
        assertThat(checked.train().read()).isEqualTo(TRAIN.read());
        assertThat(report.toJson().toString())
                .contains("\"leaks\":{\"EXACT\":1")
                .doesNotContain("cash");
    }

    @Test
    void apply_near_findsTheLongerText() {
        LeakageReport report =
                check(LeakageCheck.on(OnLeak.WARN).nearDuplicates(0.8)).report();

        assertThat(report.leaks()).containsEntry(Likeness.NEAR, 1);
        assertThat(report.samples()).contains(new Duplicate(Likeness.NEAR, "train", 6, "test", 3, false));
    }

    @Test
    void apply_remove_takesLeaksAndRepeatsOutOfTraining() {
        Checked<Example> checked = check(LeakageCheck.on(OnLeak.REMOVE).nearDuplicates(0.8));

        assertThat(checked.train().read())
                .as("what repeats with another label is for a person to judge")
                .containsExactly(OTHER, new Example("Build failed", "spam"));
        assertThat(checked.report().removed()).isEqualTo(4);
        assertThat(check(LeakageCheck.on(OnLeak.REMOVE)).train().read()).hasSize(3);
    }

    @Test
    void apply_refuse_saysWhere() {
        assertThatThrownBy(() -> check(LeakageCheck.on(OnLeak.REFUSE)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("2 rows leak")
                .hasMessageContaining("row 2 of train is like row 1 of test");
        assertThat(LeakageCheck.on(OnLeak.REFUSE)
                        .apply(ExampleSource.of(List.of(OTHER, OTHER)), Map.of("test", TEST), ExampleKinds.LABELLED)
                        .report()
                        .repeating())
                .as("repeats within one part are no leak")
                .isEqualTo(1);
    }

    @Test
    void apply_removeEverything_isRefused() {
        assertThatThrownBy(() -> LeakageCheck.on(OnLeak.REMOVE)
                        .apply(ExampleSource.of(List.of(WIN)), Map.of("test", TEST), ExampleKinds.LABELLED))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("No training examples are left");
    }

    @Test
    void apply_copiesOfANearLeak_leakToo() {
        Example copy = new Example(LONG + " last week", "card");
        Checked<Example> checked = LeakageCheck.on(OnLeak.REMOVE)
                .nearDuplicates(0.8)
                .apply(ExampleSource.of(List.of(copy, OTHER, copy)), Map.of("test", TEST), ExampleKinds.LABELLED);

        assertThat(checked.report().leaks()).containsEntry(Likeness.NEAR, 2);
        assertThat(checked.train().read()).containsExactly(OTHER);
    }
}
