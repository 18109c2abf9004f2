package io.adapt4j.runtime.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.AdaptedModel;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.Deployment;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Deployments and swaps over an engine. */
public abstract class AdapterHostKit extends EngineKit {
    private static final Map<String, Tensor> INPUTS = EveryKind.inputs(5);

    protected AdapterHostKit(EngineUnderTest engine) {
        super(engine);
    }

    @Test
    void deploy_newVersion_replacesTheOldOne() {
        try (BaseModel base = everyKind();
                AdapterHost host = AdapterHost.on(base)) {
            host.deploy("a", TestAdapters.adapter(base, Lora.rank(2), 1));
            Map<String, Tensor> first = host.run("a", INPUTS);
            Deployment second =
                    host.deploy("a", TestAdapters.adapter(base, Lora.rank(4).targets("plain"), 2));

            assertThat(second.version()).isEqualTo(2);
            assertThat(host.deployments()).containsExactly(second);
            assertThat(host.run("a", INPUTS)).isNotEqualTo(first);
            assertThat(host.remove("a")).isTrue();
            assertThat(host.remove("a")).isFalse();
            assertThatThrownBy(() -> host.run("a", INPUTS)).isInstanceOf(DeploymentException.class);
        }
    }

    @Test
    void deploy_adapterThatDoesNotFit_leavesThePreviousServing() {
        try (BaseModel base = everyKind();
                AdapterHost host = AdapterHost.on(base)) {
            Adapter good = TestAdapters.adapter(base, Lora.rank(2), 1);
            host.deploy("a", good);
            Map<String, Tensor> before = host.run("a", INPUTS);

            assertThatThrownBy(() -> host.deploy("a", good.boundTo(new ContentHash("b".repeat(64)))))
                    .isInstanceOf(IncompatibleAdapterException.class);
            assertThatThrownBy(() -> host.deploy("a", List.of())).isInstanceOf(InvalidAdapterException.class);
            assertThat(host.run("a", INPUTS)).isEqualTo(before);
        }
    }

    @Test
    void close_withDeployments_freesTheirMemory() {
        try (BaseModel base = everyKind()) {
            AdaptedModel model = base.adapted();
            AdapterHost host = AdapterHost.on(base);
            host.deploy("a", TestAdapters.adapter(base, Lora.rank(2), 1));
            host.deploy("b", TestAdapters.adapter(base, Lora.rank(2), 2));
            assertThat(model.residentBytes()).isPositive();
            host.close();
            host.close();

            assertThat(model.residentBytes()).isZero();
            assertThatThrownBy(() -> host.deploy("a", TestAdapters.adapter(base, Lora.rank(2), 1)))
                    .isInstanceOf(DeploymentException.class);
        }
    }

    @Test
    void swap_thousandTimesUnderLoad_everyAnswerIsOneVersionsAndNoMemoryIsLeft() throws Exception {
        try (BaseModel base = everyKind()) {
            List<Adapter> versions = new ArrayList<>();
            List<Map<String, Tensor>> answers = new ArrayList<>();
            AdapterHost host = AdapterHost.on(base);
            for (int seed = 0; seed < 4; seed++) {
                Lora method = Lora.rank(2 + seed).targets(seed % 2 == 0 ? "all-linear" : "plain");
                versions.add(TestAdapters.adapter(base, method, seed));
                host.deploy("a", versions.get(seed));
                answers.add(host.run("a", INPUTS));
            }
            AtomicBoolean running = new AtomicBoolean(true);
            AtomicInteger requests = new AtomicInteger();
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<Future<?>> loads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                loads.add(threads.submit(() -> {
                    while (running.get()) {
                        assertThat(answers).contains(host.run("a", INPUTS));
                        requests.incrementAndGet();
                    }
                }));
            }
            for (int swap = 0; swap < 1000; swap++) {
                host.deploy("a", versions.get(swap % versions.size()));
            }
            running.set(false);
            for (Future<?> load : loads) {
                load.get();
            }
            threads.shutdown();
            host.close();

            assertThat(requests.get()).isPositive();
            assertThat(base.adapted().residentBytes()).isZero();
        }
    }

    @Test
    void baseClosed_underLoad_failsTypedOnly() throws Exception {
        BaseModel base = everyKind();
        AdapterHost host = AdapterHost.on(base);
        host.deploy("a", TestAdapters.adapter(base, Lora.rank(2), 1));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Boolean>> loads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            loads.add(threads.submit(() -> {
                while (true) {
                    try {
                        host.run("a", INPUTS);
                    } catch (AdaptException e) {
                        return e instanceof DeploymentException;
                    }
                }
            }));
        }
        Thread.sleep(50);
        base.close();
        for (Future<Boolean> load : loads) {
            assertThat(load.get()).isTrue();
        }
        threads.shutdown();
        host.close();
    }
}
