package io.adapt4j.runtime.engine;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Requests that retain and release, and the owner who lets go, in every order of steps that Lincheck's model checker gets to:
 * memory is freed once, after the last use, and never used again.
 */
public class ReferencesConcurrencyTest {
    private final References references = new References();
    private final AtomicInteger freed = new AtomicInteger();
    private boolean letGo;

    @Operation
    public void request() {
        if (references.tryRetain()) {
            if (freed.get() > 0) {
                throw new IllegalStateException("Used after it was freed");
            }
            release();
        }
    }

    /** Two requests of which one begins before the other ends. */
    @Operation
    public void nested() {
        if (references.tryRetain()) {
            request();
            release();
        }
    }

    @Operation(runOnce = true)
    public void letGo() {
        letGo = true;
        release();
    }

    private void release() {
        if (references.release()) {
            freed.incrementAndGet();
        }
    }

    @Validate
    public void isFreedOnceIfItWasLetGo() {
        if (freed.get() != (letGo ? 1 : 0)) {
            throw new IllegalStateException("Freed " + freed.get() + " times");
        }
    }

    @Test
    void retainReleaseLetGo_anyOrder_freesOnceAfterTheLastUse() {
        new ModelCheckingOptions()
                .iterations(10)
                .invocationsPerIteration(300)
                .threads(3)
                .actorsBefore(0)
                .actorsPerThread(2)
                .actorsAfter(1)
                .minimizeFailedScenario(false)
                .check(ReferencesConcurrencyTest.class);
    }
}
