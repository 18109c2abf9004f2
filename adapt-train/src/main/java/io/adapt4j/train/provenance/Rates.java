package io.adapt4j.train.provenance;

/**
 * What the time and energy of a training cost here. Zero leaves a figure out.
 *
 * @param perHour price of the machine for an hour
 * @param perKilowattHour price of energy
 * @param currency of both prices, such as {@code EUR}
 * @param gramsCo2PerKilowattHour carbon dioxide of energy
 * @param wattsPerCore power of a busy core, for the estimate where energy cannot be measured
 */
public record Rates(
        double perHour, double perKilowattHour, String currency, double gramsCo2PerKilowattHour, double wattsPerCore) {

    /** No prices; ten watts for a core, about what a core of a server takes under load. */
    public static final Rates NONE = new Rates(0, 0, "", 0, 10);

    public Rates {
        require("perHour", perHour);
        require("perKilowattHour", perKilowattHour);
        require("gramsCo2PerKilowattHour", gramsCo2PerKilowattHour);
        require("wattsPerCore", wattsPerCore);
    }

    private static void require(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " is 0 or more and finite, but was " + value);
        }
    }
}
