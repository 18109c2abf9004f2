package io.adapt4j.train;

import io.adapt4j.Adapter;
import io.adapt4j.train.joint.JointRun;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the trainings of many tenants gave. One that fails leaves the others as they are, so that there may be both.
 *
 * @param results what each training gave that succeeded, by the tenant's name, in the order of the tenants
 * @param failures why each other failed
 */
public record JointResult(Map<String, TrainingResult> results, Map<String, RuntimeException> failures) {

    public JointResult {
        results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
        failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }

    static JointResult of(List<Tenant<?>> tenants, List<JointRun.Outcome<TrainingResult>> outcomes) {
        Map<String, TrainingResult> results = new LinkedHashMap<>();
        Map<String, RuntimeException> failures = new LinkedHashMap<>();
        for (int i = 0; i < outcomes.size(); i++) {
            String name = tenants.get(i).name();
            outcomes.get(i).result().ifPresent(result -> results.put(name, result));
            outcomes.get(i).failure().ifPresent(failure -> failures.put(name, failure));
        }
        return new JointResult(results, failures);
    }

    /**
     * A tenant's adapter.
     *
     * @throws RuntimeException what its training failed with, where it did
     */
    public Adapter adapter(String tenant) {
        TrainingResult result = results.get(tenant);
        if (result != null) {
            return result.adapter();
        }
        RuntimeException failure = failures.get(tenant);
        throw failure != null
                ? failure
                : new IllegalArgumentException("There is no tenant \"" + tenant + "\"; there are " + results.keySet());
    }
}
