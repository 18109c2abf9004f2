package io.adapt4j.runtime.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.Deployment;
import io.adapt4j.runtime.HostOptions;
import io.adapt4j.runtime.MergePolicy;
import io.adapt4j.task.Classification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Deployments that run on weights of their own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class MergedServingKit extends EngineKit {
    private static final String TEXT = "When will my card arrive?";
    private BaseModel base;
    private Adapter hot;
    private Adapter next;

    protected MergedServingKit(EngineUnderTest engine) {
        super(engine);
    }

    @BeforeAll
    void open() {
        base = engine().miniLm();
        hot = TextAdapters.adapter(base, 0);
        next = TextAdapters.adapter(base, 4);
    }

    @AfterAll
    void close() {
        base.close();
    }

    private static Deployment.State state(AdapterHost host, String name) {
        return host.deployments().stream()
                .filter(deployment -> deployment.name().equals(name))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(5);
        }
    }

    private static void assertSame(Classification answer, Classification expected) {
        assertThat(answer.labels()).isEqualTo(expected.labels());
        for (int label = 0; label < answer.labels().size(); label++) {
            assertThat(answer.probabilities().get(label))
                    .isCloseTo(expected.probabilities().get(label), within(1e-4f));
        }
    }

    @Test
    void mergeAndUnmerge_underTraffic_failNoRequestAndLeaveNothing() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try (AdapterHost host = AdapterHost.on(base)) {
            host.deploy("hot", hot);
            host.deploy("other", next);
            Classification expected = host.classify("hot", TEXT);
            Classification others = host.classify("other", TEXT);
            long before = base.adapted().residentBytes();
            AtomicBoolean done = new AtomicBoolean();
            List<Future<Integer>> answered = new ArrayList<>();
            for (int client = 0; client < 4; client++) {
                boolean batched = client % 2 == 0;
                answered.add(clients.submit(() -> {
                    int count = 0;
                    while (!done.get()) {
                        if (batched) {
                            var second = host.submit("other", TEXT);
                            assertSame(host.submit("hot", TEXT).get(), expected);
                            assertSame(second.get(), others);
                        } else {
                            assertSame(host.classify("hot", TEXT), expected);
                        }
                        count++;
                    }
                    return count;
                }));
            }
            for (int round = 0; round < 10; round++) {
                host.merge("hot");
                assertThat(state(host, "hot")).isEqualTo(Deployment.State.MERGED);
                assertThat(host.status().residentBytes()).isGreaterThan(before);
                host.unmerge("hot");
                assertThat(state(host, "hot")).isEqualTo(Deployment.State.PINNED);
            }
            done.set(true);
            for (Future<Integer> count : answered) {
                assertThat(count.get()).isPositive();
            }
            assertThat(host.status().failures()).isZero();
            assertThat(base.adapted().residentBytes()).isEqualTo(before);
            assertThat(host.status().residentBytes()).isEqualTo(before);
        } finally {
            clients.shutdownNow();
        }
        assertThat(base.adapted().residentBytes()).isZero();
    }

    @Test
    void deploy_overAMergedAdapter_isMergedToo() throws Exception {
        try (AdapterHost host = AdapterHost.on(base)) {
            host.deploy("hot", hot);
            host.merge("hot");
            host.deploy("hot", next);

            await(() -> state(host, "hot") == Deployment.State.MERGED);
            assertThat(host.classify("hot", TEXT).labels()).hasSize(3);
        }
        assertThat(base.adapted().residentBytes()).isZero();
    }

    @Test
    void merge_registeredAdapter_keepsItInMemoryUntilItIsUnmerged(@TempDir Path folder) {
        hot.save(folder.resolve("hot"));
        try (AdapterHost host = AdapterHost.on(base)) {
            host.register("hot", folder.resolve("hot"));
            host.merge("hot");
            assertThat(state(host, "hot")).isEqualTo(Deployment.State.MERGED);
            host.unmerge("hot");
            assertThat(state(host, "hot")).isEqualTo(Deployment.State.COLD);
            assertThat(host.status().residentBytes()).isZero();
        }
    }

    @Test
    void merge_overTheBound_isRefusedAndServesAsBefore() {
        try (AdapterHost host = AdapterHost.on(base, HostOptions.defaults().withResidentBytes(1 << 20))) {
            host.deploy("hot", hot);
            Classification expected = host.classify("hot", TEXT);
            long before = base.adapted().residentBytes();

            assertThatThrownBy(() -> host.merge("hot"))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageContaining("bound");
            assertThat(state(host, "hot")).isEqualTo(Deployment.State.PINNED);
            assertThat(base.adapted().residentBytes()).isEqualTo(before);
            assertThat(host.classify("hot", TEXT)).isEqualTo(expected);
        }
    }

    @Test
    void policy_trafficRisesAndFalls_mergesAndUnmerges() throws Exception {
        HostOptions options = HostOptions.defaults().withMerging(new MergePolicy(1, 0.5, 20));
        try (AdapterHost host = AdapterHost.on(base, options)) {
            host.deploy("a", hot);
            host.deploy("b", next);
            request(host, "a", 15);
            request(host, "b", 5);
            await(() -> state(host, "a") == Deployment.State.MERGED);
            assertThat(state(host, "b")).isEqualTo(Deployment.State.PINNED);

            request(host, "b", 14);
            request(host, "a", 6); // more than half of the share that merged it
            request(host, "b", 17);
            request(host, "a", 3);
            await(() -> state(host, "b") == Deployment.State.MERGED);
            assertThat(state(host, "a")).isEqualTo(Deployment.State.PINNED);
        }
    }

    private static void request(AdapterHost host, String name, int times) {
        for (int i = 0; i < times; i++) {
            host.classify(name, "x");
        }
    }
}
