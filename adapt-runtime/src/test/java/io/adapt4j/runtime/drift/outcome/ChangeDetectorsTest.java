package io.adapt4j.runtime.drift.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.error.InvalidInputException;
import io.adapt4j.runtime.drift.Draw;
import io.adapt4j.runtime.drift.Published;
import io.adapt4j.runtime.drift.test.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChangeDetectorsTest {
    private static final int CHANGE = 3_000;

    static List<String> names() {
        return ChangeDetectors.names();
    }

    /** 3,000 outcomes with 10% errors, then 2,000 with 30%; as in {@code drift/reference.py}. */
    private static boolean[] stream() {
        Draw draw = new Draw(6);
        boolean[] errors = new boolean[5_000];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = draw.uniform() < (i < CHANGE ? 0.1 : 0.3);
        }
        return errors;
    }

    private static List<Integer> alarms(ChangeDetector detector) {
        List<Integer> alarms = new ArrayList<>();
        boolean[] errors = stream();
        for (int i = 0; i < errors.length; i++) {
            if (detector.add(errors[i])) {
                alarms.add(i);
            }
        }
        return alarms;
    }

    @Test
    void adwin_isTheReferences() {
        Adwin adwin = new Adwin(0.1);
        List<Integer> alarms = new ArrayList<>();
        List<Integer> widths = new ArrayList<>();
        boolean[] errors = stream();
        for (int i = 0; i < errors.length; i++) {
            if (adwin.add(errors[i])) {
                alarms.add(i);
            }
            if (i % 500 == 0) {
                widths.add((int) adwin.width());
            }
        }

        assertThat(alarms).isEqualTo(Published.integers("adwin.alarms")).isNotEmpty();
        assertThat(widths).isEqualTo(Published.integers("adwin.widths"));
    }

    @Test
    void ddm_isTheReferences() {
        assertThat(alarms(new Ddm(3, 30, 2_000)))
                .isEqualTo(Published.integers("ddm"))
                .isNotEmpty();
    }

    @Test
    void pageHinkley_isTheReferences() {
        PageHinkley detector = new PageHinkley(0.1, 0.1);

        assertThat(detector.threshold()).isCloseTo(Published.number("pageHinkley.threshold"), within(1e-6));
        assertThat(alarms(detector))
                .isEqualTo(Published.integers("pageHinkley.alarms"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void add_rateRises_alarmsSoonAfter(String name) {
        List<Integer> alarms = alarms(ChangeDetectors.of(name, 0.1, 0.1, 1));

        assertThat(alarms).isNotEmpty();
        assertThat(alarms.get(0)).isBetween(CHANGE, CHANGE + 500);
    }

    @ParameterizedTest
    @MethodSource("names")
    void add_rateConstant_alarmsNoMoreOftenThanConfigured(String name) {
        ChangeDetector detector = ChangeDetectors.of(name, 0.1, 0.5, 1);
        SplittableRandom random = new SplittableRandom(17);
        int alarms = 0;
        for (int i = 0; i < 2_000_000; i++) {
            alarms += detector.add(random.nextDouble() < 0.1) ? 1 : 0;
        }

        // 100 may be expected; Poisson(100) is above 130 once in 600.
        assertThat(alarms).isLessThanOrEqualTo(130);
    }

    @Test
    void adwin_longStream_staysSmall() {
        Adwin adwin = new Adwin(0.001);
        for (int i = 0; i < 1_000_000; i++) {
            adwin.add(i % 10 == 0);
        }

        assertThat(adwin.width()).isEqualTo(1_000_000);
        assertThat(adwin.errors()).isEqualTo(100_000);
        assertThat(adwin.buckets()).isLessThanOrEqualTo(Adwin.BUCKETS * 20);
    }

    @Test
    void of_wrongInput_saysWhatIsExpected() {
        assertThatThrownBy(() -> ChangeDetectors.of("outcome.eddm", 0.1, 0.1, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("outcome.adwin");
        assertThatThrownBy(() -> ChangeDetectors.of("outcome.ddm", Double.NaN, 0.1, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> ChangeDetectors.of("outcome.ddm", 0.1, 1, 1))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void watch_noReference_learnsTheRateAndExplainsARise() {
        OutcomeWatch watch = new OutcomeWatch(ChangeDetectors.names(), 0.1, 1);
        List<Finding> findings = new ArrayList<>();
        for (boolean error : stream()) {
            findings.addAll(watch.add(!error));
        }

        assertThat(findings).extracting(Finding::test).contains("outcome.adwin", "outcome.page-hinkley");
        Finding first = findings.get(0);
        assertThat(first.effect()).isPositive();
        assertThat(first.statistic()).isGreaterThanOrEqualTo(first.threshold());
        assertThat(first.plot().window()).hasSameSizeAs(first.plot().ticks()).hasSizeLessThanOrEqualTo(40);
        assertThat(first.plot().reference().get(0)).isBetween(0.05, 0.15);
    }
}
