package io.adapt4j.runtime.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.task.Classification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RolloutConcurrencyTest extends RolloutFixture {
    private static final int THREADS = 6;

    /** Asks without end, in turns on its own thread and in batches, and checks each answer. */
    private final class Client {
        private final Rollouts rollouts;
        private final AtomicBoolean ended;
        private final AtomicInteger asked;
        private final VersionId challenger;
        /** The step in which the challenger first answered a key. */
        private final Map<String, Integer> tried = new ConcurrentHashMap<>();

        Client(Rollouts rollouts, VersionId challenger, AtomicBoolean ended, AtomicInteger asked) {
            this.rollouts = rollouts;
            this.challenger = challenger;
            this.ended = ended;
            this.asked = asked;
        }

        int run(int thread) {
            int count = 0;
            for (; !ended.get(); count++) {
                String key = "key " + thread + " " + count % 40;
                RolloutAnswer<Classification> answer = count % 2 == 0
                        ? rollouts.answer(NAME, key, "win money", Classification.class)
                        : rollouts.submit(NAME, key, "win money", Classification.class)
                                .join();
                check(key, answer);
                asked.incrementAndGet();
            }
            return count;
        }

        private void check(String key, RolloutAnswer<Classification> answer) {
            String label = answer.answer().label();
            answer.version().ifPresent(version -> {
                assertThat(label).isEqualTo(version.equals(challenger) ? "no" : "yes");
                assertThat(version.equals(challenger)).isEqualTo(answer.arm() == Arm.CHALLENGER);
                if (answer.arm() == Arm.CHALLENGER) {
                    tried.putIfAbsent(key, 1);
                } else {
                    assertThat(tried).as("the challenger keeps its keys").doesNotContainKey(key);
                }
            });
        }
    }

    @Test
    void requests_duringEveryChangeOfStage_allAreAnsweredByTheVersionTheySay() throws Exception {
        AdapterHost host = host();
        Rollouts rollouts = rollouts(host, "a");
        VersionId challenger = saying("no");
        host.deploy(NAME, registry.load(champion));
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            for (int round = 0; round < 6; round++) {
                AtomicBoolean ended = new AtomicBoolean();
                AtomicInteger asked = new AtomicInteger();
                Client client = new Client(rollouts, challenger, ended, asked);
                List<Future<Integer>> clients = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    int number = thread;
                    clients.add(executor.submit(() -> client.run(number)));
                }
                try {
                    Rollout rollout = rollouts.start(
                            NAME,
                            alias(),
                            challenger,
                            RolloutPlan.shadow(0.5, 1_000_000)
                                    .then(0.2, 1_000_000)
                                    .then(0.6, 1_000_000),
                            ANN);
                    for (int step = 0; step < 3; step++) {
                        waitFor(asked, clients);
                        rollout.advance(ANN);
                    }
                    waitFor(asked, clients);
                    assertThat(rollout.stage()).isEqualTo(Stage.PROMOTED);
                    assertThat(label(host)).isEqualTo("no");
                    rollout.rollBack(ANN);
                    waitFor(asked, clients);
                    assertThat(label(host)).isEqualTo("yes");
                } finally {
                    ended.set(true);
                    for (Future<Integer> each : clients) {
                        assertThat(each.get()).isPositive();
                    }
                }
            }
        } finally {
            executor.shutdownNow();
        }
    }

    /** Lets some more requests come and go. */
    private static void waitFor(AtomicInteger asked, List<Future<Integer>> clients) {
        int before = asked.get();
        io.adapt4j.runtime.watch.Await.until(
                () -> clients,
                () -> asked.get() > before + 60 || clients.stream().anyMatch(Future::isDone));
    }
}
