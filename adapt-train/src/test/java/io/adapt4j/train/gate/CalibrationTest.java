package io.adapt4j.train.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.train.evaluate.Decision;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    @Test
    void error_threeDecisions_isWorkedOutByHand() {
        List<Decision> decisions =
                List.of(new Decision(0.95, true), new Decision(0.93, false), new Decision(0.55, true));

        // (0.9, 1]: 2 of 3, accuracy 0.5 against 0.94; (0.5, 0.6]: 1 of 3, 1 against 0.55
        assertThat(new Calibration(10, 1).error(decisions)).isCloseTo((2 * 0.44 + 0.45) / 3, within(1e-12));
    }

    @Test
    void error_onABound_belongsToTheLowerBin() {
        List<Decision> decisions = List.of(new Decision(0.5, true), new Decision(0.7, false));

        // one bin each, |1 - 0.5| and |0 - 0.7|; in one bin they would make up for each other
        assertThat(new Calibration(2, 1).error(decisions)).isCloseTo((0.5 + 0.7) / 2, within(1e-12));
        assertThat(new Calibration(1, 1).error(decisions)).isCloseTo(0.1, within(1e-12));
    }
}
