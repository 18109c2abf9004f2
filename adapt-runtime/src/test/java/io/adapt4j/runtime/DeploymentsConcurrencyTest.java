package io.adapt4j.runtime;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import io.adapt4j.error.DeploymentException;
import io.adapt4j.runtime.pool.CountedAdapter;
import io.adapt4j.runtime.pool.Resident;
import io.adapt4j.runtime.pool.ResidentPool;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Swaps, removals and requests in every order of steps that Lincheck's model checker gets to: what each returns must be
 * explained by some order of the calls, and no request may use memory that has been freed. Caffeine is taken to be right.
 */
@Param(name = "adapter", gen = IntGen.class, conf = "1:3")
public class DeploymentsConcurrencyTest {
    private static final String NAME = "it";

    private final ResidentPool pool = new ResidentPool(100, 1);
    private final Deployments deployments = new Deployments();
    private final List<CountedAdapter> made = new ArrayList<>();

    /** The number of the version, or that there will be no more. */
    @Operation
    public long publish(@Param(name = "adapter") int adapter) {
        CountedAdapter counted = new CountedAdapter(adapter);
        synchronized (made) {
            made.add(counted);
        }
        try {
            return deployments.publish(NAME, pool.add(counted.resident())).version();
        } catch (DeploymentException e) {
            return -1;
        }
    }

    @Operation
    public boolean remove() {
        return deployments.remove(NAME);
    }

    /** Which adapter a request gets, zero for none. */
    @Operation
    public long request() {
        try {
            Resident resident = deployments.acquire(NAME);
            ((CountedAdapter) resident.bound()).use();
            resident.release();
            return resident.bytes();
        } catch (DeploymentException e) {
            return 0;
        }
    }

    @Operation
    public void close() {
        deployments.close();
        deployments.clear();
    }

    @Validate
    public void freesWhatIsNotDeployed() {
        deployments.clear();
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
        private int deployed;
        private long version;
        private boolean closed;

        public long publish(int adapter) {
            if (closed) {
                return -1;
            }
            version = deployed == 0 ? 1 : version + 1;
            deployed = adapter;
            return version;
        }

        public boolean remove() {
            boolean was = deployed != 0;
            deployed = 0;
            return was;
        }

        public long request() {
            return deployed;
        }

        public void close() {
            closed = true;
            deployed = 0;
        }
    }

    @Test
    void publishRemoveRequestClose_anyOrder_isAsIfOneAfterTheOther() {
        new ModelCheckingOptions()
                .sequentialSpecification(Specification.class)
                .addGuarantee(forClasses(name -> name.startsWith("com.github.benmanes.caffeine"))
                        .allMethods()
                        .treatAsAtomic())
                .iterations(8)
                .invocationsPerIteration(40)
                .threads(2)
                .actorsBefore(1)
                .actorsPerThread(2)
                .actorsAfter(1)
                .minimizeFailedScenario(false)
                .check(DeploymentsConcurrencyTest.class);
    }
}
