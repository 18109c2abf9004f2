package io.adapt4j.runtime.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.Deployment;
import io.adapt4j.runtime.HostOptions;
import io.adapt4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters that are loaded when they are asked for and let go within a bound. */
public abstract class ResidencyKit extends EngineKit {
    private static final Map<String, Tensor> INPUTS = EveryKind.inputs(5);

    private final BaseModel base = everyKind();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);

    @TempDir
    private Path folder;

    protected ResidencyKit(EngineUnderTest engine) {
        super(engine);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        base.close();
    }

    private Adapter adapter(int seed) {
        return TestAdapters.adapter(base, Lora.rank(4), seed);
    }

    /** The bytes of one such adapter in memory. */
    private long bytesOfOne() {
        try (AdapterHost host = AdapterHost.on(base)) {
            return host.deploy("a", adapter(0)).residentBytes();
        }
    }

    @Test
    void register_directory_isLoadedAtItsFirstRequest() {
        adapter(1).save(folder.resolve("a"));
        try (AdapterHost host = AdapterHost.on(base)) {
            Deployment cold = host.register("a", folder.resolve("a"));
            assertThat(cold.state()).isEqualTo(Deployment.State.COLD);
            assertThat(cold.residentBytes()).isZero();
            Map<String, Tensor> answer = host.run("a", INPUTS);

            assertThat(host.deployments().get(0).state()).isEqualTo(Deployment.State.RESIDENT);
            assertThat(host.deployments().get(0).adapter()).contains(adapter(1).hash());
            host.deploy("b", adapter(1));
            assertThat(host.run("b", INPUTS)).isEqualTo(answer);
            assertThat(host.status().loads()).isEqualTo(1);
        }
        assertThat(base.adapted().residentBytes()).isZero();
    }

    @Test
    void run_manyThreadsAskForOneColdAdapter_loadsItOnce() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(8);
        try (AdapterHost host = AdapterHost.on(base)) {
            host.register("a", () -> {
                loads.incrementAndGet();
                await(asked);
                return adapter(1);
            });
            List<Future<Map<String, Tensor>>> answers = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                answers.add(threads.submit(() -> {
                    asked.countDown();
                    return host.run("a", INPUTS);
                }));
            }
            for (Future<Map<String, Tensor>> answer : answers) {
                assertThat(answer.get()).isEqualTo(answers.get(0).get());
            }
        }

        assertThat(loads).hasValue(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void run_moreAdaptersThanFit_staysWithinTheBoundAndAnswersAll() throws Exception {
        long bound = 5 * bytesOfOne();
        // Each request can hold one that has been let go and have loaded one that is to be; two more are on their way
        // in.
        long underWay = (2 * 8 + 2) * bytesOfOne();
        List<Map<String, Tensor>> expected = new ArrayList<>();
        try (AdapterHost host = AdapterHost.on(base)) {
            for (int i = 0; i < 20; i++) {
                host.deploy("a", adapter(i));
                expected.add(host.run("a", INPUTS));
            }
        }
        try (AdapterHost host = AdapterHost.on(base, HostOptions.defaults().withResidentBytes(bound))) {
            for (int i = 0; i < 20; i++) {
                int seed = i;
                host.register("a" + i, () -> adapter(seed));
            }
            List<Future<?>> loads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                SplittableRandom random = new SplittableRandom(t);
                loads.add(threads.submit(() -> {
                    for (int request = 0; request < 300; request++) {
                        int i = random.nextInt(20);
                        assertThat(host.run("a" + i, INPUTS)).isEqualTo(expected.get(i));
                        assertThat(base.adapted().residentBytes()).isLessThanOrEqualTo(bound + underWay);
                    }
                }));
            }
            for (Future<?> load : loads) {
                load.get();
            }

            assertThat(host.status().evictions()).isPositive();
            assertThat(host.status().failures()).isZero();
            assertThat(host.status().residentBytes()).isLessThanOrEqualTo(bound);
            // A loader may be about to free what it has just let go.
            for (int wait = 0; wait < 1000 && base.adapted().residentBytes() > bound; wait++) {
                Thread.sleep(5);
            }
            assertThat(base.adapted().residentBytes()).isLessThanOrEqualTo(bound);
        }
        assertThat(base.adapted().residentBytes()).isZero();
    }

    @Test
    void pin_underPressure_keepsTheAdapterUntilItIsUnpinned() {
        AtomicInteger loads = new AtomicInteger();
        long bound = 3 * bytesOfOne();
        try (AdapterHost host = AdapterHost.on(base, HostOptions.defaults().withResidentBytes(bound))) {
            host.register("pinned", () -> {
                loads.incrementAndGet();
                return adapter(0);
            });
            host.pin("pinned");
            for (int i = 1; i < 20; i++) {
                int seed = i;
                host.register("a" + i, () -> adapter(seed));
                host.run("a" + i, INPUTS);
            }
            host.run("pinned", INPUTS);
            assertThat(loads).hasValue(1);
            assertThat(host.status().residentBytes()).isLessThanOrEqualTo(bound);
            host.unpin("pinned");
            host.run("pinned", INPUTS);

            assertThat(loads).hasValue(2);
        }
        assertThat(base.adapted().residentBytes()).isZero();
    }

    @Test
    void deploy_moreThanMayStay_isRefusedAndLeavesTheOthers() {
        try (AdapterHost host = AdapterHost.on(base, HostOptions.defaults().withResidentBytes(2 * bytesOfOne()))) {
            host.deploy("a", adapter(1));
            host.deploy("b", adapter(2));

            assertThatThrownBy(() -> host.deploy("c", adapter(3)))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageContaining("may be resident");
            host.run("a", INPUTS);
            host.run("b", INPUTS);
        }
        assertThat(base.adapted().residentBytes()).isZero();
    }

    @Test
    void run_adapterLargerThanTheBound_isRefused() {
        try (AdapterHost host = AdapterHost.on(base, HostOptions.defaults().withResidentBytes(1000))) {
            host.register("a", () -> adapter(1));

            assertThatThrownBy(() -> host.run("a", INPUTS))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageContaining("1000");
        }
        assertThat(base.adapted().residentBytes()).isZero();
    }

    @Test
    void run_corruptAdapterAmongGoodOnes_failsForItsCallersOnlyAndCanBeRepaired() throws IOException {
        adapter(1).save(folder.resolve("good"));
        adapter(2).save(folder.resolve("bad"));
        Path weights = folder.resolve("bad").resolve("adapter_model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 3] ^= 1;
        Files.write(weights, bytes);
        try (AdapterHost host = AdapterHost.on(base)) {
            host.register("good", folder.resolve("good"));
            host.register("bad", folder.resolve("bad"));
            host.register("missing", folder.resolve("missing"));

            assertThatThrownBy(() -> host.run("bad", INPUTS)).isInstanceOf(InvalidAdapterException.class);
            assertThatThrownBy(() -> host.run("missing", INPUTS)).isInstanceOf(InvalidAdapterException.class);
            assertThat(host.run("good", INPUTS)).isNotEmpty();
            bytes[bytes.length - 3] ^= 1;
            Files.write(weights, bytes);
            assertThat(host.run("bad", INPUTS)).isNotEmpty();
        }
    }

    @Test
    void prefetch_coldAdapter_isLoadedAheadOfItsRequest() {
        AtomicInteger loads = new AtomicInteger();
        try (AdapterHost host = AdapterHost.on(base)) {
            host.register("a", () -> {
                loads.incrementAndGet();
                return adapter(1);
            });
            host.prefetch("a").join();
            assertThat(loads).hasValue(1);
            host.run("a", INPUTS);

            assertThat(loads).hasValue(1);
            assertThatThrownBy(() -> host.prefetch("nothing")).isInstanceOf(DeploymentException.class);
        }
    }

    @Test
    void register_whileItIsLoading_requestsSeeTheOldOrTheNewOne() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch replaced = new CountDownLatch(1);
        try (AdapterHost host = AdapterHost.on(base)) {
            host.register("a", () -> {
                loading.countDown();
                await(replaced);
                return adapter(1);
            });
            Future<Map<String, Tensor>> first = threads.submit(() -> host.run("a", INPUTS));
            loading.await();
            host.register("a", () -> adapter(2));
            replaced.countDown();

            assertThat(first.get()).isNotEmpty();
            assertThat(host.run("a", INPUTS)).isNotEqualTo(first.get());
        }
        assertThat(base.adapted().residentBytes()).isZero();
    }
}
