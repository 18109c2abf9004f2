package io.adapt4j.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void factor_duringWarmup_risesInAStraightLine() {
        for (Schedule schedule : Schedule.values()) {
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
}
