package io.adapt4j.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.UnsupportedFeatureException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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

    @Test
    void merge_thatFails_leavesTheAdapterAsItWas() {
        CountedAdapter adapter = new CountedAdapter(6);
        CountedAdapter other = new CountedAdapter(8);
        try (ResidentPool pool = new ResidentPool(10, 1)) {
            ResidentPool.Entry entry = pool.register(() -> adapter.resident(() -> {
                throw new UnsupportedFeatureException("The weights are quantised");
            }));
            assertThatThrownBy(entry::merge).isInstanceOf(UnsupportedFeatureException.class);

            assertThat(entry.isMerged()).isFalse();
            assertThat(adapter.references()).isZero();
            ResidentPool.Entry next = pool.register(other::resident);
            Resident resident = next.acquire();
            assertThat(resident.bound()).isSameAs(other);
            resident.release();
            next.close();
            entry.close();
        }
    }

    @Test
    void pin_whileTheAdapterIsBeingMerged_outlastsTheMerge() {
        for (boolean fails : new boolean[] {true, false}) {
            CountedAdapter adapter = new CountedAdapter(6);
            AtomicReference<ResidentPool.Entry> own = new AtomicReference<>();
            try (ResidentPool pool = new ResidentPool(10, 1)) {
                ResidentPool.Entry entry = pool.register(() -> adapter.resident(() -> {
                    own.get().pin(); // as another thread may meanwhile
                    if (fails) {
                        throw new UnsupportedFeatureException("The weights are quantised");
                    }
                    return 1;
                }));
                own.set(entry);
                if (fails) {
                    assertThatThrownBy(entry::merge).isInstanceOf(UnsupportedFeatureException.class);
                } else {
                    entry.merge();
                    entry.unmerge();
                }

                assertThat(entry.isMerged()).isFalse();
                assertThat(isPinned(entry)).isTrue();
                entry.unpin();
                assertThat(isPinned(entry)).isFalse();
                entry.close();
            }
            assertThat(adapter.references()).isZero();
        }
    }

    private static boolean isPinned(ResidentPool.Entry entry) {
        return entry.describe((hash, bytes, pinned, merged) -> pinned);
    }
}
