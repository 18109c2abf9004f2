package io.adapt4j.runtime.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Three adapters in a pool with room for two, one of them pinned now and then, asked for by three threads: what each call
 * returns must be explained by some order of the calls, no request may use memory that has been freed, and in the end all of it
 * is. A stress test of Lincheck's: loads run on threads of the pool's, which its model checker does not follow.
 */
@Param(name = "adapter", gen = IntGen.class, conf = "0:2")
public class ResidentPoolConcurrencyTest {
    private static final long BYTES = 4;

    private final Queue<CountedAdapter> made = new ConcurrentLinkedQueue<>();
    private final ResidentPool pool = new ResidentPool(2 * BYTES, 2);
    private final List<ResidentPool.Entry> entries = new ArrayList<>();

    public ResidentPoolConcurrencyTest() {
        for (int entry = 0; entry < 3; entry++) {
            entries.add(pool.register(() -> {
                CountedAdapter adapter = new CountedAdapter(BYTES);
                made.add(adapter);
                return adapter.resident();
            }));
        }
    }

    /** Whether a request gets the adapter; it does not once it has been closed. */
    @Operation
    public boolean request(@Param(name = "adapter") int adapter) {
        Resident resident = entries.get(adapter).acquire();
        if (resident == null) {
            return false;
        }
        ((CountedAdapter) resident.bound()).use();
        resident.release();
        return true;
    }

    @Operation
    public void pin() {
        entries.get(0).pin();
    }

    @Operation
    public void unpin() {
        entries.get(0).unpin();
    }

    @Operation
    public boolean isPinned() {
        return entries.get(0).describe((adapter, bytes, pinned, merged) -> pinned);
    }

    @Operation
    public void close(@Param(name = "adapter") int adapter) {
        entries.get(adapter).close();
    }

    @Validate
    public void freesEverything() {
        entries.forEach(ResidentPool.Entry::close);
        pool.close();
        for (CountedAdapter adapter : made) {
            if (adapter.references() != 0) {
                throw new IllegalStateException("An adapter has " + adapter.references() + " references");
            }
        }
        if (pool.residentBytes() != 0) {
            throw new IllegalStateException("The pool counts " + pool.residentBytes() + " bytes");
        }
    }

    /** What the operations mean, one after the other. */
    public static final class Specification {
        private final boolean[] closed = new boolean[3];
        private boolean pinned;

        public boolean request(int adapter) {
            return !closed[adapter];
        }

        public void pin() {
            pinned = !closed[0];
        }

        public void unpin() {
            pinned = false;
        }

        public boolean isPinned() {
            return pinned;
        }

        public void close(int adapter) {
            closed[adapter] = true;
            pinned &= adapter != 0;
        }
    }

    @Test
    void requestPinUnpinClose_anyOrder_isAsIfOneAfterTheOther() {
        new StressOptions()
                .sequentialSpecification(Specification.class)
                .iterations(20)
                .invocationsPerIteration(100)
                .threads(3)
                .actorsBefore(1)
                .actorsPerThread(3)
                .actorsAfter(1)
                .minimizeFailedScenario(false)
                .check(ResidentPoolConcurrencyTest.class);
    }
}
