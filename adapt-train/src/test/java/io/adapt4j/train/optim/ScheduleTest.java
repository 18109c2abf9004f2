package io.adapt4j.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.error.InvalidDataException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void factor_duringWarmup_risesInAStraightLine() {
        for (Schedule schedule :
                List.of(Schedule.CONSTANT, Schedule.LINEAR, Schedule.COSINE, Schedule.COSINE_TO_TENTH)) {
            assertThat(schedule.factor(0, 4, 10)).isCloseTo(0.2, within(1e-12));
            assertThat(schedule.factor(3, 4, 10)).isCloseTo(0.8, within(1e-12));
            assertThat(schedule.factor(4, 4, 10)).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void factor_halfWayDown_isThatOfTheCurve() {
        assertThat(Schedule.CONSTANT.factor(7, 4, 10)).isEqualTo(1);
        assertThat(Schedule.LINEAR.factor(7, 4, 10)).isCloseTo(0.5, within(1e-12));
        assertThat(Schedule.COSINE.factor(7, 4, 10)).isCloseTo(0.5, within(1e-12));
        assertThat(Schedule.COSINE.factor(9, 4, 10)).isCloseTo((1 + Math.cos(Math.PI * 5 / 6)) / 2, within(1e-12));
    }

    @Test
    void factor_ofCosineToTenth_endsAtATenth() {
        assertThat(Schedule.COSINE_TO_TENTH.factor(7, 4, 10)).isCloseTo(0.55, within(1e-12));
        assertThat(Schedule.COSINE_TO_TENTH.factor(10, 4, 10)).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void factor_ofOneCycle_risesFromA25thAndFallsToNearlyNothing() {
        assertThat(Schedule.ONE_CYCLE.factor(0, 4, 10)).isCloseTo(0.04, within(1e-12));
        assertThat(Schedule.ONE_CYCLE.factor(2, 4, 10)).isCloseTo((0.04 + 1) / 2, within(1e-12));
        assertThat(Schedule.ONE_CYCLE.factor(4, 4, 10)).isCloseTo(1, within(1e-12));
        assertThat(Schedule.ONE_CYCLE.factor(7, 4, 10)).isCloseTo((1 + 4e-6) / 2, within(1e-12));
        assertThat(Schedule.ONE_CYCLE.factor(10, 4, 10)).isCloseTo(4e-6, within(1e-12));
        assertThat(Schedule.ONE_CYCLE.factor(0, 0, 10)).isCloseTo(1, within(1e-12));
    }

    @Test
    void labelled_everyLabel_findsItsSchedule() {
        for (Schedule schedule : Schedule.values()) {
            assertThat(Schedule.labelled(schedule.label())).isEqualTo(schedule);
        }
        assertThat(Schedule.ONE_CYCLE.label()).isEqualTo("one-cycle");
        assertThatThrownBy(() -> Schedule.labelled("cosinus"))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("cosinus")
                .hasMessageContaining("one-cycle");
    }
}
