package io.adapt4j.runtime.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.error.AdaptException;
import io.adapt4j.error.DeadlineExceededException;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.batch.BatchOptions;
import io.adapt4j.runtime.observe.AnswerListener;
import io.adapt4j.runtime.watch.Await;
import io.adapt4j.task.Classification;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Interrupts, deadlines and cancellation while a request waits for a load, waits in the queue, and runs. */
public abstract class EndedRequestsKit extends FaultyHostKit {
    private static final BatchOptions QUEUED =
            BatchOptions.defaults().withMaxDelay(Duration.ofMinutes(5)).withDeadline(Duration.ofMinutes(5));

    protected EndedRequestsKit(EngineUnderTest engine) {
        super(engine);
    }

    @Test
    void interrupt_whileWaitingForALoad_failsTypedForThatThreadOnly() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch storeAnswers = new CountDownLatch(1);
        try (AdapterHost host = host(BatchOptions.defaults())) {
            host.register("slow", () -> {
                begun.countDown();
                await(storeAnswers);
                return other();
            });
            AtomicReference<Throwable> failure = new AtomicReference<>();
            AtomicReference<Boolean> flag = new AtomicReference<>();
            Thread caller = new Thread(() -> {
                try {
                    host.classify("slow", "hello");
                } catch (AdaptException e) {
                    failure.set(e);
                    flag.set(Thread.currentThread().isInterrupted());
                }
            });
            caller.start();
            begun.await();
            CompletableFuture<Classification> patient = host.submit("slow", "hello");
            caller.interrupt();
            caller.join();

            assertThat(failure.get()).isInstanceOf(DeploymentException.class).hasMessageContaining("interrupted");
            assertThat(flag.get()).isTrue();
            storeAnswers.countDown();
            assertThat(patient.join().labels()).isNotEmpty();
        }
    }

    @Test
    void interrupt_ofAThreadThatAsksAResidentAdapter_changesNothing() {
        try (AdapterHost host = host(BatchOptions.defaults())) {
            Classification expected = host.classify("good", "hello");
            Thread.currentThread().interrupt();
            Classification answer = host.classify("good", "hello");
            assertThat(Thread.interrupted()).isTrue();

            assertThat(answer).isEqualTo(expected);
        }
    }

    @Test
    void interrupt_ofTheWorkerByWhatHangsOnAnAnswer_doesNotEndIt() {
        try (AdapterHost host = host(BatchOptions.defaults())) {
            CountDownLatch running = new CountDownLatch(1);
            gate(() -> await(running));
            CompletableFuture<Void> interrupting = host.submit("good", "hello")
                    .thenRun(() -> Thread.currentThread().interrupt());
            running.countDown();
            interrupting.join();
            gate(() -> {});

            assertThat(host.submit("good", "hello").join().labels()).isNotEmpty();
        }
    }

    @Test
    void close_byWhatHangsOnAnAnswer_returnsAndTheOthersAreAnswered() throws Exception {
        AdapterHost host = host(BatchOptions.defaults());
        CountDownLatch running = new CountDownLatch(1);
        gate(() -> await(running));
        CompletableFuture<Void> closing = host.submit("good", "hello").thenRun(host::close);
        CompletableFuture<Classification> other = host.submit("good", "hello");
        running.countDown();
        closing.get(30, TimeUnit.SECONDS);

        assertThat(other.join().labels()).isNotEmpty();
        assertThat(host.status().open()).isFalse();
        Await.until(this::residentBytes, () -> residentBytes() == 0);
    }

    @Test
    void close_byWhatHearsAnAnswer_isRefusedRatherThanStuck() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (AdapterHost host = host(BatchOptions.defaults())) {
            AnswerListener closing = answered -> {
                try {
                    host.close();
                } catch (DeploymentException e) {
                    failure.set(e);
                }
            };
            host.addAnswerListener(closing);
            Classification answer = CompletableFuture.supplyAsync(() -> host.classify("good", "hello"))
                    .get(30, TimeUnit.SECONDS);
            host.removeAnswerListener(closing);

            assertThat(failure.get()).hasMessageContaining("on another thread");
            assertThat(host.classify("good", "hello")).isEqualTo(answer);
        }
    }

    @Test
    void deadline_whileWaitingForALoad_failsThatRequestAndTheLoadServesTheNext() {
        CountDownLatch storeAnswers = new CountDownLatch(1);
        try (AdapterHost host = host(BatchOptions.defaults())) {
            host.register("slow", () -> {
                await(storeAnswers);
                return other();
            });
            CompletableFuture<Classification> late =
                    host.submit("slow", "hello", Classification.class, Duration.ofMillis(20));
            assertFails(late, DeadlineExceededException.class);
            storeAnswers.countDown();

            assertThat(host.submit("slow", "hello").join().labels()).isNotEmpty();
            assertThat(host.status().loads()).isEqualTo(1);
        }
    }

    @Test
    void deadlineAndCancel_whileWaitingInTheQueue_makeRoomForOthers() {
        try (AdapterHost host = host(QUEUED.withCapacity(1, 1))) {
            CompletableFuture<Classification> late =
                    host.submit("good", "hello", Classification.class, Duration.ofMillis(20));
            assertFails(late, DeadlineExceededException.class);
            CompletableFuture<Classification> cancelled = host.submit("good", "hello");
            cancelled.cancel(false);
            CompletableFuture<Classification> answered = host.submit("good", "hello");
            assertThat(host.status().queued()).isEqualTo(1);
            host.close();

            assertThat(cancelled).isCancelled();
            assertThat(answered.join().labels()).isNotEmpty();
        }
    }

    @Test
    void cancel_whileInTheQueue_freesAnAdapterThatWasReplacedMeanwhile() {
        try (AdapterHost host = host(QUEUED)) {
            CompletableFuture<Classification> waiting = host.submit("good", "hello");
            host.remove("good");
            assertThat(residentBytes()).isPositive();
            waiting.cancel(false);

            assertThat(residentBytes()).isZero();
        }
    }

    @Test
    void deadlineAndCancel_whileRunning_endAtOnceAndTheOthersAreAnswered() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch engineAnswers = new CountDownLatch(1);
        gate(() -> {
            running.countDown();
            await(engineAnswers);
        });
        try (AdapterHost host = host(BatchOptions.defaults().withWorkers(3))) {
            CompletableFuture<Classification> late =
                    host.submit("good", "hello", Classification.class, Duration.ofMillis(200));
            CompletableFuture<Classification> cancelled = host.submit("good", "hello");
            await(running);
            cancelled.cancel(true);
            assertFails(late, DeadlineExceededException.class);
            CompletableFuture<Classification> answered = host.submit("good", "hello");
            engineAnswers.countDown();

            assertThat(answered.join().labels()).isNotEmpty();
            assertThat(cancelled).isCancelled();
        }
    }

    @Test
    void cancel_whileWaitingForALoad_leavesNothingBehind() {
        CountDownLatch storeAnswers = new CountDownLatch(1);
        try (AdapterHost host = host(BatchOptions.defaults())) {
            host.register("slow", () -> {
                await(storeAnswers);
                return other();
            });
            host.submit("slow", "hello").cancel(false);
            host.prefetch("slow").cancel(false);
            CompletableFuture<Classification> patient = host.submit("slow", "hello");
            storeAnswers.countDown();

            assertThat(patient.join().labels()).isNotEmpty();
            assertThat(host.status().queued()).isZero();
        }
    }
}
