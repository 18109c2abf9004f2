package io.adapt4j.train.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinomialTest {

    /** {@code P(X >= k)} for a fair coin, in exact arithmetic. */
    private static double exact(int k, int n) {
        BigInteger choose = BigInteger.ONE;
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i <= n; i++) {
            sum = i >= k ? sum.add(choose) : sum;
            choose = choose.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
        }
        return new BigDecimal(sum)
                .divide(new BigDecimal(BigInteger.TWO.pow(n)), MathContext.DECIMAL64)
                .doubleValue();
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "1, 1", "8, 10", "9, 10", "10, 10", "3, 10", "500, 1000", "550, 1000", "430, 1000", "900, 1000"
    })
    void atLeast_fairCoin_isTheSumInExactArithmetic(int k, int n) {
        double exact = exact(k, n);

        assertThat(Binomial.atLeast(k, n, 0.5)).isCloseTo(exact, within(1e-11 * exact));
    }

    @Test
    void atLeast_unfairCoin_isWorkedOutByHand() {
        assertThat(Binomial.atLeast(2, 3, 0.2)).isCloseTo(3 * 0.04 * 0.8 + 0.008, within(1e-15));
        assertThat(Binomial.atLeast(1, 3, 0.2)).isCloseTo(1 - 0.512, within(1e-15));
        assertThat(Binomial.atLeast(4, 3, 0.2)).isZero();
        assertThat(Binomial.atLeast(1, 3, 0)).isZero();
        assertThat(Binomial.atLeast(3, 3, 1)).isEqualTo(1);
    }

    @Test
    void interval_noFailures_isTheClosedForm() {
        Interval five = Binomial.interval(5, 5, 0.95);
        assertThat(five.low()).isCloseTo(Math.pow(0.025, 1 / 5.0), within(1e-12));
        assertThat(five.high()).isEqualTo(1);
        Interval none = Binomial.interval(0, 10, 0.95);
        assertThat(none.low()).isZero();
        assertThat(none.high()).isCloseTo(1 - Math.pow(0.025, 1 / 10.0), within(1e-12));
    }

    @Test
    void interval_eightOfTen_isThatOfTheTables() {
        Interval interval = Binomial.interval(8, 10, 0.95);

        assertThat(interval.low()).isCloseTo(0.4439, within(5e-5));
        assertThat(interval.high()).isCloseTo(0.9748, within(5e-5));
    }

    @Test
    void mcNemar_isTheUpperTailOfAFairCoin() {
        assertThat(Better.mcNemar(8, 2)).isCloseTo(56 / 1024.0, within(1e-15)); // C(10,8) + C(10,9) + C(10,10)
        assertThat(Better.mcNemar(5, 0)).isCloseTo(1 / 32.0, within(1e-15));
        assertThat(Better.mcNemar(0, 0)).isEqualTo(1);
        assertThat(Better.mcNemar(2, 8)).isCloseTo(1 - 11 / 1024.0, within(1e-15));
    }
}
