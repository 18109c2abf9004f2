package io.adapt4j.examples.drift;

import io.adapt4j.runtime.drift.sample.Observation;
import java.util.List;

/**
 * A stream whose change is known.
 *
 * @param reference what it is compared with
 * @param calm what comes before the change, from where the reference comes
 * @param changed what comes after it
 */
record Stream(List<Observation> reference, List<Observation> calm, List<Observation> changed) {}
