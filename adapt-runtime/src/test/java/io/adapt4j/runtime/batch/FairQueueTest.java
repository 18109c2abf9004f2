package io.adapt4j.runtime.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.OverloadedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private static final BatchOptions OPTIONS =
            BatchOptions.defaults().withMaxRows(4).withMaxDelay(Duration.ofMillis(1));

    @Test
    void take_oneTenantFloodsTheQueue_servesTheOthersNext() throws Exception {
        FairQueue<String> queue = new FairQueue<>(OPTIONS);
        for (int i = 0; i < 100; i++) {
            queue.offer("noisy", "noisy", 10);
        }
        assertThat(queue.take()).containsOnly("noisy");
        queue.offer("quiet", "quiet", 10);
        queue.offer("other", "other", 10);

        assertThat(queue.take()).contains("quiet", "other");
    }

    @Test
    void take_tenantsThatAllWait_getEqualShares() throws Exception {
        FairQueue<String> queue = new FairQueue<>(OPTIONS);
        for (int i = 0; i < 40; i++) {
            queue.offer("a", "a", 10);
        }
        for (int i = 0; i < 20; i++) {
            queue.offer("b", "b", 10);
        }
        List<String> served = new ArrayList<>();
        for (int batch = 0; batch < 8; batch++) {
            served.addAll(queue.take());
        }

        assertThat(served.stream().filter("b"::equals).count()).isBetween(15L, 17L);
    }

    @Test
    void take_itemsOfOtherLengths_areNotMixed() throws Exception {
        FairQueue<Integer> queue = new FairQueue<>(OPTIONS);
        List.of(5, 100, 6, 7, 200).forEach(length -> queue.offer(length, "tenant-" + length, length));

        assertThat(queue.take()).containsExactly(5, 6, 7);
        assertThat(queue.take()).containsExactly(100);
        assertThat(queue.take()).containsExactly(200);
    }

    @Test
    void take_longItems_countForMore() throws Exception {
        FairQueue<String> queue = new FairQueue<>(OPTIONS.withMaxRows(1));
        for (int i = 0; i < 10; i++) {
            queue.offer("long", "long", 120);
            queue.offer("short", "short", 12);
        }
        List<String> served = new ArrayList<>();
        for (int batch = 0; batch < 11; batch++) {
            served.addAll(queue.take());
        }

        assertThat(served.stream().filter("short"::equals).count()).isGreaterThanOrEqualTo(9);
    }

    @Test
    void take_delayAllowed_waitsForAFullBatch() throws Exception {
        FairQueue<String> queue = new FairQueue<>(OPTIONS.withMaxDelay(Duration.ofMinutes(1)));
        queue.offer("a", "a", 10);
        CompletableFuture<List<String>> taken = CompletableFuture.supplyAsync(() -> {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        for (String name : List.of("b", "c", "d")) {
            assertThat(taken).isNotDone();
            queue.offer(name, name, 10);
        }

        assertThat(taken.join()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void take_noDelayAllowed_isAWorkersShareOfWhatWaits() throws Exception {
        FairQueue<Integer> queue =
                new FairQueue<>(BatchOptions.defaults().withMaxRows(4).withWorkers(2));
        queue.offer(0, "a", 10);
        assertThat(queue.take()).containsExactly(0);
        queue.offer(1, "a", 10);
        queue.offer(2, "a", 10);
        queue.offer(3, "a", 10);
        assertThat(queue.take()).containsExactly(1, 2);
        for (int i = 4; i < 32; i++) {
            queue.offer(i, "a", 10);
        }

        assertThat(queue.take()).containsExactly(3, 4, 5, 6);
    }

    @Test
    void take_manyLengthsWait_joinsTheMostSimilarOnes() throws Exception {
        FairQueue<Integer> queue = new FairQueue<>(OPTIONS);
        List.of(20, 12, 29, 21, 13, 19, 12, 22).forEach(length -> queue.offer(length, "a", length));

        assertThat(queue.take()).containsExactly(20, 21, 19, 22);
        assertThat(queue.take()).containsExactly(12, 12, 13);
        assertThat(queue.take()).containsExactly(29);
    }

    @Test
    void take_longBacklogOfOneTenant_joiningEarlyTakesNobodysTurn() throws Exception {
        FairQueue<String> queue = new FairQueue<>(OPTIONS);
        for (int i = 0; i < 20; i++) {
            queue.offer("noisy", "noisy", i % 2 == 0 ? 10 : 100);
        }
        queue.take();
        queue.take();
        queue.offer("quiet", "quiet", 50);

        assertThat(queue.take()).containsExactly("quiet");
    }

    @Test
    void offer_moreThanTheBounds_isRefused() throws Exception {
        FairQueue<String> queue = new FairQueue<>(OPTIONS.withCapacity(5, 3));
        for (int i = 0; i < 3; i++) {
            queue.offer("a", "a", 1);
        }
        assertThatThrownBy(() -> queue.offer("a", "a", 1)).isInstanceOf(OverloadedException.class);
        queue.offer("b", "b", 1);
        queue.offer("c", "c", 1);
        assertThatThrownBy(() -> queue.offer("d", "d", 1)).isInstanceOf(OverloadedException.class);
        queue.take();

        assertThat(queue.offer("d", "d", 1)).isNotNull();
    }

    @Test
    void close_itemsWait_givesThemOutAndEnds() throws Exception {
        FairQueue<String> queue = new FairQueue<>(OPTIONS.withMaxDelay(Duration.ofMinutes(1)));
        queue.offer("a", "a", 1);
        queue.close();

        assertThat(queue.offer("b", "b", 1)).isNull();
        assertThat(queue.take()).containsExactly("a");
        assertThat(queue.take()).isEmpty();
    }
}
