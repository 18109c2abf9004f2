package io.adapt4j.runtime.rollout.guard;

import io.adapt4j.error.InvalidInputException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A sequential test of a bounded mean by betting, which may be looked at after every observation.
 *
 * <p>Under the hypothesis, what is observed has a mean payoff of at most 0, whatever came before. Someone who starts with 1 and
 * puts a fixed share λ on each observation then has Π(1 + λ·dᵢ), which is expected never to grow: a test supermartingale. Its mean over
 * many λ is one too. By Ville's inequality the chance that it ever reaches 1/α is at most α, however often one looks (Waudby-Smith and
 * Ramdas, "Estimating means of bounded random variables by betting", JRSS-B 2024). For one stream of yes and no, this is
 * the mixture sequential probability ratio test (Robbins 1970; Johari, Pekelis and Walsh, "Always Valid Inference", 2017) with a uniform
 * prior above the bound.
 *
 * <p>The wealth depends only on how often each payoff came, so counts of several hosts or of times before a restart are added up.
 */
public final class BettingTest {
    private static final int BETS = 64;

    private final double[] payoffs;
    /** {@code [bet][payoff]}: the logarithm of 1 + λ·d. */
    private final double[][] logFactors;

    private BettingTest(double... payoffs) {
        this.payoffs = payoffs;
        double most = 1 / -Arrays.stream(payoffs).min().orElseThrow();
        this.logFactors = new double[BETS][payoffs.length];
        for (int bet = 0; bet < BETS; bet++) {
            double share = most * (bet + 0.5) / BETS;
            for (int payoff = 0; payoff < payoffs.length; payoff++) {
                logFactors[bet][payoff] = Math.log1p(share * payoffs[payoff]);
            }
        }
    }

    /**
     * Tests that the share of bad observations is at most a bound. Outcome 0 is good, outcome 1 is bad.
     *
     * @param bound above 0 and below 1
     */
    public static BettingTest share(double bound) {
        if (!(bound > 0 && bound < 1)) {
            throw new InvalidInputException("A bound of a share is above 0 and below 1, but was " + bound);
        }
        return new BettingTest(-bound, 1 - bound);
    }

    /**
     * Tests on pairs that the challenger's share of bad observations is at most the champion's plus a margin. Outcome 0: the champion's
     * alone is bad; 1: both or neither; 2: the challenger's alone.
     *
     * @param margin at least 0 and below 1
     */
    public static BettingTest pairs(double margin) {
        if (!(margin >= 0 && margin < 1)) {
            throw new InvalidInputException("A margin between shares is at least 0 and below 1, but was " + margin);
        }
        return new BettingTest(-1 - margin, -margin, 1 - margin);
    }

    /** How many kinds of outcomes there are. */
    public int outcomes() {
        return payoffs.length;
    }

    /** Counts of nothing observed. */
    public List<Long> none() {
        return Collections.nCopies(payoffs.length, 0L);
    }

    /**
     * The logarithm of the e-value, which is the wealth: above log(1/α) the hypothesis is rejected at level α.
     *
     * @param counts how often each outcome came
     */
    public double logEValue(List<Long> counts) {
        if (counts.size() != payoffs.length) {
            throw new InvalidInputException(
                    "There are " + payoffs.length + " outcomes to count, but the counts were " + counts);
        }
        double[] logWealth = new double[BETS];
        double largest = Double.NEGATIVE_INFINITY;
        for (int bet = 0; bet < BETS; bet++) {
            for (int payoff = 0; payoff < payoffs.length; payoff++) {
                logWealth[bet] += counts.get(payoff) * logFactors[bet][payoff];
            }
            largest = Math.max(largest, logWealth[bet]);
        }
        double sum = 0;
        for (double each : logWealth) {
            sum += Math.exp(each - largest);
        }
        return largest + Math.log(sum / BETS);
    }
}
