package io.adapt4j.runtime.batch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/** The queue under every order of steps of two or three threads that Lincheck's model checker gets to. */
class FairQueueConcurrencyTest {
    private static final int ORDERS = 60;
    private static final BatchOptions OPTIONS = BatchOptions.defaults().withMaxRows(2);

    private static List<Integer> drain(FairQueue<Integer> queue) {
        List<Integer> taken = new ArrayList<>();
        try {
            for (List<Integer> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
                taken.addAll(batch);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return taken;
    }

    /** Plain, because the model checker cannot look into AssertJ. */
    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** Runs all at the same time and waits for them. */
    private static void together(Runnable... tasks) {
        List<Thread> threads = new ArrayList<>();
        for (Runnable task : tasks) {
            Thread thread = new Thread(task);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void offerTakeClose_anyOrder_givesOutWhatWasAcceptedOnceAndEnds() {
        Lincheck.runConcurrentTest(ORDERS, () -> {
            FairQueue<Integer> queue = new FairQueue<>(OPTIONS);
            List<Integer> accepted = new ArrayList<>();
            List<Integer> taken = Collections.synchronizedList(new ArrayList<>());
            together(
                    () -> {
                        for (int item = 0; item < 3; item++) {
                            if (queue.offer(item, "tenant-" + item % 2, 1) != null) {
                                accepted.add(item);
                            }
                        }
                        queue.close();
                    },
                    () -> taken.addAll(drain(queue)),
                    () -> taken.addAll(drain(queue)));

            Collections.sort(taken);
            require(taken.equals(accepted), "accepted " + accepted + ", but gave out " + taken);
            require(queue.size() == 0, "something is left");
        });
    }

    @Test
    void cancelTake_anyOrder_itemIsEitherTakenBackOrGivenOut() {
        Lincheck.runConcurrentTest(ORDERS, () -> {
            FairQueue<Integer> queue = new FairQueue<>(OPTIONS.withCapacity(2, 2));
            FairQueue.Item<Integer> first = queue.offer(0, "a", 1);
            queue.offer(1, "a", 1);
            boolean[] cancelled = new boolean[2];
            List<Integer> taken = new ArrayList<>();
            together(
                    () -> {
                        cancelled[0] = queue.cancel(first);
                        cancelled[1] = queue.cancel(first);
                        queue.close();
                    },
                    () -> taken.addAll(drain(queue)));

            require(!cancelled[1], "taken back twice");
            require(taken.equals(cancelled[0] ? List.of(1) : List.of(0, 1)), "gave out " + taken);
        });
    }
}
