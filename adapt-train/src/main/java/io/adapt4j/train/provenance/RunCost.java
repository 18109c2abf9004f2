package io.adapt4j.train.provenance;

import com.google.gson.JsonObject;

/**
 * What a training took. Differs from run to run, and so is no part of the adapter. Times and energy are the sums over all
 * processes that took part, where one went on from a checkpoint of another.
 *
 * @param wallSeconds time without pauses
 * @param cpuSeconds processor time of the whole process
 * @param peakMemoryBytes the most resident memory of the process since it began; 0 where the system does not say
 * @param joules energy of the processor
 * @param measured whether {@code joules} was read from the processor's counters (RAPL), which count everything that ran on the
 *     machine, and not estimated from {@code cpuSeconds}
 * @param rates what time and energy cost
 */
public record RunCost(
        double wallSeconds, double cpuSeconds, long peakMemoryBytes, double joules, boolean measured, Rates rates) {
    private static final double SECONDS_PER_HOUR = 3600;
    private static final double JOULES_PER_KILOWATT_HOUR = 3.6e6;

    /** Both together. */
    public RunCost plus(RunCost later) {
        return new RunCost(
                wallSeconds + later.wallSeconds,
                cpuSeconds + later.cpuSeconds,
                Math.max(peakMemoryBytes, later.peakMemoryBytes),
                joules + later.joules,
                measured && later.measured,
                later.rates);
    }

    /** The price, in the currency of the rates; 0 where they have none. */
    public double price() {
        return wallSeconds / SECONDS_PER_HOUR * rates.perHour()
                + joules / JOULES_PER_KILOWATT_HOUR * rates.perKilowattHour();
    }

    /** Carbon dioxide; 0 where the rates do not say. */
    public double gramsCo2() {
        return joules / JOULES_PER_KILOWATT_HOUR * rates.gramsCo2PerKilowattHour();
    }

    /** As JSON; says how the energy is known. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("wallSeconds", wallSeconds);
        json.addProperty("cpuSeconds", cpuSeconds);
        if (peakMemoryBytes > 0) {
            json.addProperty("peakMemoryBytes", peakMemoryBytes);
        }
        json.addProperty("joules", joules);
        json.addProperty(
                "energy",
                measured
                        ? "measured (RAPL, everything on the machine)"
                        : "estimated from processor time at " + rates.wattsPerCore() + " W for a core");
        if (price() > 0) {
            json.addProperty("price", price());
            json.addProperty("currency", rates.currency());
        }
        if (gramsCo2() > 0) {
            json.addProperty("gramsCo2", gramsCo2());
        }
        return json;
    }
}
