package io.adapt4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.pool.CountedAdapter;
import io.adapt4j.runtime.pool.ResidentPool;
import io.adapt4j.runtime.watch.Await;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MergingTest {
    private final ResidentPool pool = new ResidentPool(100, 1);
    private final Deployments deployments = new Deployments();
    private final AtomicInteger attempts = new AtomicInteger();

    @AfterEach
    void close() {
        deployments.clear();
        pool.close();
    }

    private void deploy(String name, LongSupplier merging) {
        deployments.publish(name, pool.add(new CountedAdapter(1).resident(merging)));
    }

    private long fail() {
        attempts.incrementAndGet();
        throw new UnsupportedFeatureException("The weights are quantised");
    }

    private static void count(Merging merging, String name, int requests) {
        for (int i = 0; i < requests; i++) {
            merging.count(name);
        }
    }

    @Test
    void count_namesThatAreNotDeployed_takeNoPlace() {
        deploy("hot", () -> 1);
        try (Merging merging = new Merging(new MergePolicy(1, 0.25, 10), deployments)) {
            count(merging, "", 3);
            count(merging, "removed", 4);
            count(merging, "hot", 3);
        }
        assertThat(deployments.merged()).containsExactly("hot");
    }

    @Test
    void count_oneThatCannotBeMerged_leavesItsPlaceAndIsTriedOnce() {
        deploy("quantised", this::fail);
        deploy("hot", () -> 1);
        try (Merging merging = new Merging(new MergePolicy(1, 0.25, 10), deployments)) {
            window(merging);
            Await.until(attempts::get, () -> attempts.get() == 1);
            window(merging);
            Await.until(deployments::merged, () -> deployments.isMerged("hot"));
            window(merging);
        }
        assertThat(deployments.merged()).containsExactly("hot");
        assertThat(attempts).hasValue(1);
    }

    private static void window(Merging merging) {
        count(merging, "quantised", 6);
        count(merging, "hot", 4);
    }

    @Test
    void count_anErrorOfOne_keepsNoOtherFromBeingMerged() {
        deploy("broken", () -> {
            throw new StackOverflowError();
        });
        deploy("hot", () -> 1);
        try (Merging merging = new Merging(new MergePolicy(2, 0.25, 10), deployments)) {
            count(merging, "broken", 6);
            count(merging, "hot", 4);
        }
        assertThat(deployments.merged()).containsExactly("hot");
    }

    @Test
    void count_noRoomAtFirst_isTriedAgain() {
        deploy("hot", () -> {
            if (attempts.incrementAndGet() == 1) {
                throw new DeploymentException("There is no room");
            }
            return 1;
        });
        try (Merging merging = new Merging(new MergePolicy(1, 0.25, 10), deployments)) {
            count(merging, "hot", 10);
            Await.until(attempts::get, () -> attempts.get() == 1);
            count(merging, "hot", 10);
        }
        assertThat(deployments.merged()).containsExactly("hot");
    }

    @Test
    void count_anotherAdapterUnderTheName_isTriedAgain() {
        deploy("mail", this::fail);
        try (Merging merging = new Merging(new MergePolicy(1, 0.25, 10), deployments)) {
            merging.follow("nobody");
            merging.follow("mail");
            Await.until(attempts::get, () -> attempts.get() == 1);
            deploy("mail", () -> 1);
            count(merging, "mail", 10);
        }
        assertThat(deployments.merged()).containsExactly("mail");
    }
}
