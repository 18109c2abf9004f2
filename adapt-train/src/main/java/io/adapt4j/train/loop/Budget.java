package io.adapt4j.train.loop;

import java.time.Duration;

/**
 * What retraining may take. No run begins while its window has none left, and a training that takes more than what was left when it began
 * is ended. Zero sets no bound.
 *
 * @param window the time that is looked back over, for all but {@code retrainsPerWeek}
 * @param cpuTime processor time
 * @param joules energy
 * @param price in the currency of {@link LoopPolicy#rates}
 * @param retrainsPerWeek runs that trained, in any seven days
 */
public record Budget(Duration window, Duration cpuTime, double joules, double price, int retrainsPerWeek) {

    public Budget {
        if (window.isNegative() || window.isZero() || cpuTime.isNegative()) {
            throw new IllegalArgumentException(
                    "A budget is for a time, and no less than nothing, but was " + cpuTime + " in " + window);
        }
        if (!(joules >= 0 && price >= 0) || retrainsPerWeek < 0) {
            throw new IllegalArgumentException("A budget is 0 for no bound, or more, but was " + joules + " J, price "
                    + price + " and " + retrainsPerWeek + " retrains");
        }
    }

    /** No bounds, over thirty days. */
    public static Budget unlimited() {
        return new Budget(Duration.ofDays(30), Duration.ZERO, 0, 0, 0);
    }

    public Budget withWindow(Duration newWindow) {
        return new Budget(newWindow, cpuTime, joules, price, retrainsPerWeek);
    }

    public Budget withCpuTime(Duration newCpuTime) {
        return new Budget(window, newCpuTime, joules, price, retrainsPerWeek);
    }

    public Budget withJoules(double newJoules) {
        return new Budget(window, cpuTime, newJoules, price, retrainsPerWeek);
    }

    public Budget withPrice(double newPrice) {
        return new Budget(window, cpuTime, joules, newPrice, retrainsPerWeek);
    }

    public Budget withRetrainsPerWeek(int retrains) {
        return new Budget(window, cpuTime, joules, price, retrains);
    }
}
