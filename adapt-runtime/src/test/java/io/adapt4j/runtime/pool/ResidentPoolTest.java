package io.adapt4j.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.error.DeploymentException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResidentPoolTest {

    @Test
    void acquireAsync_onceMoreWhenTheLoadHasJustFailed_loadsAgain() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        CountedAdapter adapter = new CountedAdapter(4);
        try (ResidentPool pool = new ResidentPool(100, 1)) {
            ResidentPool.Entry entry = pool.register(() -> {
                if (loads.incrementAndGet() == 1) {
                    throw new DeploymentException("The store cannot be read");
                }
                return adapter.resident();
            });
            // Asks again on the thread that reports the failure, at the earliest moment at which anybody can.
            CompletableFuture<Resident> second = entry.acquireAsync()
                    .handle((resident, error) -> entry.acquireAsync())
                    .thenCompose(again -> again);
            Resident resident = second.get(10, TimeUnit.SECONDS);

            assertThat(resident.bound()).isSameAs(adapter);
            assertThat(loads).hasValue(2);
            resident.release();
            entry.close();
        }
        assertThat(adapter.references()).isZero();
    }
}
