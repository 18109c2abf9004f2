package io.adapt4j.runtime.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.DeadlineExceededException;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.OverloadedException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.HostOptions;
import io.adapt4j.runtime.batch.BatchOptions;
import io.adapt4j.task.Classification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Single requests of many tenants, gathered into batches. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BatchingKit extends EngineKit {
    private static final int TENANTS = 12;
    private static final List<String> TEXTS = List.of(
            "You have won a prize",
            "Re: the meeting on Thursday",
            "A much longer subject line, which is about nothing in particular but has quite a number of words in it",
            "ok");

    private BaseModel base;
    private List<Adapter> adapters;

    protected BatchingKit(EngineUnderTest engine) {
        super(engine);
    }

    @BeforeAll
    void open() {
        base = engine().miniLm();
        adapters = new ArrayList<>();
        for (int tenant = 0; tenant < TENANTS; tenant++) {
            adapters.add(TextAdapters.adapter(base, tenant));
        }
    }

    @AfterAll
    void close() {
        assertThat(base.adapted().residentBytes()).isZero();
        base.close();
    }

    private AdapterHost host(BatchOptions batching) {
        AdapterHost host = AdapterHost.on(base, HostOptions.defaults().withBatching(batching));
        for (int tenant = 0; tenant < TENANTS; tenant++) {
            Adapter adapter = adapters.get(tenant);
            if (tenant % 2 == 0) {
                host.deploy("tenant-" + tenant, adapter);
            } else {
                host.register("tenant-" + tenant, () -> adapter);
            }
        }
        return host;
    }

    @Test
    void submit_manyTenantsAtOnce_eachGetsTheAnswerOfItsOwnAdapter() {
        try (AdapterHost host = host(BatchOptions.defaults())) {
            List<CompletableFuture<Classification>> answers = new ArrayList<>();
            for (int request = 0; request < 96; request++) {
                answers.add(host.submit("tenant-" + request % TENANTS, TEXTS.get(request % TEXTS.size())));
            }
            for (int request = 0; request < 96; request++) {
                Classification together = answers.get(request).join();
                Classification alone = host.classify("tenant-" + request % TENANTS, TEXTS.get(request % TEXTS.size()));
                assertThat(together.labels()).isEqualTo(alone.labels());
                for (int label = 0; label < alone.labels().size(); label++) {
                    assertThat(together.probabilities().get(label))
                            .isCloseTo(alone.probabilities().get(label), within(1e-5f));
                }
            }
            assertThat(host.status().failures()).isZero();
        }
    }

    @Test
    void submit_whatCannotBeAnswered_failsTypedForItsCallerOnly(@org.junit.jupiter.api.io.TempDir Path folder) {
        try (AdapterHost host = host(BatchOptions.defaults())) {
            host.register("broken", folder.resolve("none"));
            host.deploy("headless", TestAdapters.adapter(base, Lora.rank(2).targets("attention.query"), 1));
            CompletableFuture<Classification> good = host.submit("tenant-0", "hello");

            assertFails(host.submit("nobody", "hello"), DeploymentException.class);
            assertFails(host.submit("broken", "hello"), InvalidAdapterException.class);
            assertFails(host.submit("headless", "hello"), IncompatibleAdapterException.class);
            assertThat(good.join().labels()).hasSize(2);
        }
    }

    private static void assertFails(CompletableFuture<Classification> answer, Class<? extends AdaptException> type) {
        assertThatThrownBy(answer::join).isInstanceOf(CompletionException.class).hasCauseInstanceOf(type);
    }

    @Test
    void submit_deadlineOrCancelledOrOverloaded_endsThatRequestOnly() {
        BatchOptions waiting = BatchOptions.defaults()
                .withMaxDelay(Duration.ofMinutes(5))
                .withDeadline(Duration.ofMinutes(5))
                .withCapacity(10, 1);
        AdapterHost host = host(waiting);
        CompletableFuture<Classification> late =
                host.submit("tenant-0", "hello", Classification.class, Duration.ofMillis(20));
        assertFails(late, DeadlineExceededException.class);
        CompletableFuture<Classification> cancelled = host.submit("tenant-0", "hello");
        cancelled.cancel(false);
        CompletableFuture<Classification> good = host.submit("tenant-0", "hello");
        CompletableFuture<Classification> refused = host.submit("tenant-0", "hello");
        CompletableFuture<Classification> other = host.submit("tenant-2", "hello");

        assertFails(refused, OverloadedException.class);
        assertThat(host.status().queued()).isEqualTo(2);
        host.close();
        assertThat(good).isCompleted();
        assertThat(other).isCompleted();
        assertFails(host.submit("tenant-0", "hello"), DeploymentException.class);
    }

    @Test
    void submit_adapterThatIsStillLoading_holdsUpNobodyElse() {
        CountDownLatch loaded = new CountDownLatch(1);
        try (AdapterHost host = host(BatchOptions.defaults())) {
            host.register("slow", () -> {
                try {
                    loaded.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return adapters.get(0);
            });
            CompletableFuture<Classification> slow = host.submit("slow", "hello");
            host.submit("tenant-0", "hello").join();
            assertThat(slow).isNotDone();
            loaded.countDown();

            assertThat(slow.join()).isEqualTo(host.classify("tenant-0", "hello"));
        }
    }

    @Test
    void close_underLoad_answersOrFailsTypedEveryRequest() throws Exception {
        AdapterHost host = host(BatchOptions.defaults());
        List<CompletableFuture<Classification>> answers = new ArrayList<>();
        Thread load = new Thread(() -> {
            for (int request = 0; request < 2000; request++) {
                answers.add(host.submit("tenant-" + request % TENANTS, "hello"));
            }
        });
        load.start();
        Thread.sleep(20);
        host.close();
        load.join();
        for (CompletableFuture<Classification> answer : answers) {
            assertThat(answer).isDone();
            if (answer.isCompletedExceptionally()) {
                assertThatThrownBy(answer::join).hasCauseInstanceOf(AdaptException.class);
            }
        }
    }
}
