package io.adapt4j.runtime.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.error.AdaptException;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.HostOptions;
import io.adapt4j.runtime.batch.BatchOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What tests of faults share: two adapters, a base whose calls can be held up or made to fail, and the end of every test. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FaultyHostKit extends EngineKit {
    private BaseModel real;
    private GatedBase gated;
    private Adapter good;
    private Adapter other;

    protected FaultyHostKit(EngineUnderTest engine) {
        super(engine);
    }

    @BeforeAll
    void open() {
        real = engine().miniLm();
        gated = new GatedBase(real);
        good = TextAdapters.adapter(real, 0);
        other = TextAdapters.adapter(real, 1);
    }

    @AfterEach
    void nothingIsLeft() {
        gated.gate = () -> {};
        assertThat(residentBytes()).isZero();
    }

    @AfterAll
    void close() {
        real.close();
    }

    /** The adapter that every host has deployed, as "good". */
    final Adapter good() {
        return good;
    }

    /** Another one. */
    final Adapter other() {
        return other;
    }

    /** From now on, each call of the base first does this. */
    final void gate(GatedBase.Gate gate) {
        gated.gate = gate;
    }

    /** The native bytes of all adapters. */
    final long residentBytes() {
        return real.adapted().residentBytes();
    }

    final AdapterHost host(BatchOptions batching) {
        return host(HostOptions.defaults().withBatching(batching));
    }

    final AdapterHost host(HostOptions options) {
        AdapterHost host = AdapterHost.on(gated.base(), options);
        host.deploy("good", good);
        return host;
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void assertFails(CompletableFuture<?> answer, Class<? extends AdaptException> type) {
        assertThatThrownBy(answer::join).isInstanceOf(CompletionException.class).hasCauseInstanceOf(type);
    }
}
