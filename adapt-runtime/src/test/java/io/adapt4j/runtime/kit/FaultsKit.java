package io.adapt4j.runtime.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.EngineException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.HostOptions;
import io.adapt4j.runtime.batch.BatchOptions;
import io.adapt4j.task.Classification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong goes wrong for those whom it concerns, with a typed error, and nothing is left behind. */
public abstract class FaultsKit extends FaultyHostKit {
    @TempDir
    private Path folder;

    protected FaultsKit(EngineUnderTest engine) {
        super(engine);
    }

    private static <T extends Throwable> Supplier<Adapter> failing(T failure) {
        return () -> FaultsKit.<Error>thrown(failure);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> Adapter thrown(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void load_sourceThrowsAnything_failsTypedForItsCallersAndIsTriedAgain() {
        List<Throwable> failures = List.of(
                new UncheckedIOException(new IOException("Connection reset by the store")),
                new IOException("a checked exception"),
                new OutOfMemoryError("Cannot reserve 4096 bytes of direct buffer memory"),
                new StackOverflowError(),
                new NoClassDefFoundError("io/store/Client"),
                new InternalError("a fault occurred in an unsafe memory access operation"));
        try (AdapterHost host = host(BatchOptions.defaults())) {
            AtomicReference<Supplier<Adapter>> source = new AtomicReference<>();
            host.register("broken", () -> source.get().get());
            for (Throwable failure : failures) {
                source.set(failing(failure));

                assertFails(host.submit("broken", "hello"), DeploymentException.class);
                assertThatThrownBy(() -> host.classify("broken", "hello"))
                        .isInstanceOf(DeploymentException.class)
                        .hasRootCauseMessage(root(failure).getMessage());
                assertThat(host.submit("good", "hello").join()).isEqualTo(host.classify("good", "hello"));
            }
            source.set(() -> null);
            assertFails(host.submit("broken", "hello"), AdaptException.class);
            source.set(() -> other());
            assertThat(host.submit("broken", "hello").join().labels()).hasSize(3);
        }
    }

    private static Throwable root(Throwable failure) {
        return failure.getCause() == null ? failure : root(failure.getCause());
    }

    @Test
    void submit_corruptAdaptersAmongGoodOnes_onlyTheirCallersAreConcerned() throws IOException {
        other().save(folder.resolve("fine"));
        for (String name : List.of("cut", "altered", "gone", "emptied")) {
            other().save(folder.resolve(name));
        }
        Path cut = folder.resolve("cut/adapter_model.safetensors");
        byte[] bytes = Files.readAllBytes(cut);
        Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length - 100));
        bytes[bytes.length - 3] ^= 1;
        Files.write(folder.resolve("altered/adapter_model.safetensors"), bytes);
        Files.delete(folder.resolve("gone/adapter_model.safetensors"));
        Files.write(folder.resolve("emptied/adapter_config.json"), new byte[0]);
        try (AdapterHost host = host(BatchOptions.defaults())) {
            List<String> bad = List.of("cut", "altered", "gone", "emptied");
            host.register("fine", folder.resolve("fine"));
            bad.forEach(name -> host.register(name, folder.resolve(name)));
            List<CompletableFuture<Classification>> fine = new ArrayList<>();
            List<CompletableFuture<Classification>> broken = new ArrayList<>();
            for (int request = 0; request < 40; request++) {
                fine.add(host.submit(request % 2 == 0 ? "good" : "fine", "hello"));
                broken.add(host.submit(bad.get(request % bad.size()), "hello"));
            }

            broken.forEach(answer -> assertFails(answer, InvalidAdapterException.class));
            assertThat(fine)
                    .allSatisfy(answer -> assertThat(answer.join().labels()).isNotEmpty());
        }
    }

    @Test
    void submit_boundIsTakenByPinnedAdapters_refusesTheOthersAndServesThePinned() {
        long either;
        try (AdapterHost host = host(BatchOptions.defaults())) {
            long otherBytes = host.deploy("other", other()).residentBytes();
            either = Math.max(otherBytes, host.status().residentBytes() - otherBytes);
        }
        try (AdapterHost host = host(HostOptions.defaults().withResidentBytes(either))) {
            long bytes = host.status().residentBytes();
            host.register("other", () -> other());

            assertFails(host.submit("other", "hello"), DeploymentException.class);
            assertThatThrownBy(() -> host.classify("other", "hello"))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageContaining("unpin some, or raise the bound");
            assertThatThrownBy(() -> host.pin("other")).isInstanceOf(DeploymentException.class);
            assertThat(host.submit("good", "hello").join().labels()).isNotEmpty();
            assertThat(residentBytes()).isEqualTo(bytes);
            host.remove("good");
            assertThat(host.submit("other", "hello").join().labels()).isNotEmpty();
        }
    }

    @Test
    void unpin_adapterThatWasDeployed_goesOnServing() {
        try (AdapterHost host = host(BatchOptions.defaults())) {
            host.unpin("good");

            assertThat(host.classify("good", "hello").labels()).isNotEmpty();
        }
    }

    @Test
    void run_anErrorOfTheEngine_failsItsRowsOnlyAndTheWorkerGoesOn() {
        try (AdapterHost host = host(BatchOptions.defaults())) {
            for (Throwable error :
                    List.of(new InternalError("x"), new OutOfMemoryError("y"), new IllegalStateException())) {
                gate(() -> {
                    throw error;
                });
                assertFails(host.submit("good", "hello"), EngineException.class);
                gate(() -> {});
                assertThat(host.submit("good", "hello").join().labels()).isNotEmpty();
            }
            gate(() -> {
                throw new OutOfMemoryError("z");
            });
            assertThatThrownBy(() -> host.classify("good", "hello")).isInstanceOf(EngineException.class);
        }
    }

    @Test
    void close_underLoad_everyRequestIsAnsweredOrFailsTyped() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch storeAnswers = new CountDownLatch(1);
        AdapterHost host = host(BatchOptions.defaults());
        for (int i = 0; i < 20; i++) {
            host.register("slow-" + i, () -> {
                begun.countDown();
                await(storeAnswers);
                return other();
            });
        }
        List<CompletableFuture<?>> outstanding = new ArrayList<>();
        for (int request = 0; request < 200; request++) {
            outstanding.add(host.submit(request % 2 == 0 ? "good" : "slow-" + request % 20, "hello"));
        }
        outstanding.add(host.prefetch("slow-0"));
        outstanding.add(CompletableFuture.supplyAsync(() -> host.classify("slow-19", "hello")));
        begun.await();
        Thread closing = new Thread(host::close);
        closing.start();
        while (host.status().open()) {
            Thread.onSpinWait();
        }
        storeAnswers.countDown();
        closing.join();
        int answered = 0;
        for (CompletableFuture<?> future : outstanding) {
            try {
                future.get(1, TimeUnit.SECONDS);
                answered++;
            } catch (java.util.concurrent.ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(AdaptException.class);
            }
        }

        // All of the resident adapter, and those of the two loads that had begun.
        assertThat(answered).isGreaterThan(100);
        assertFails(host.submit("good", "hello"), DeploymentException.class);
    }

    @Test
    void close_aLoadThatDoesNotEnd_isGivenUp() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AdapterHost host = host(BatchOptions.defaults());
        host.register("stuck", () -> {
            begun.countDown();
            while (true) {
                try {
                    never.await();
                    return other();
                } catch (InterruptedException e) {
                    // does not listen
                }
            }
        });
        CompletableFuture<Classification> answer = host.submit("stuck", "hello");
        await(begun);
        host.close();

        assertThat(answer).isDone();
        assertFails(answer, DeploymentException.class);
        never.countDown();
        for (int wait = 0; wait < 1000 && residentBytes() > 0; wait++) {
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
