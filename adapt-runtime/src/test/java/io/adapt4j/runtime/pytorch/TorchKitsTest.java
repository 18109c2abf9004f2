package io.adapt4j.runtime.pytorch;

import io.adapt4j.runtime.kit.AdaptedModelKit;
import io.adapt4j.runtime.kit.AdapterHostKit;
import io.adapt4j.runtime.kit.BatchingKit;
import io.adapt4j.runtime.kit.EndedRequestsKit;
import io.adapt4j.runtime.kit.FaultsKit;
import io.adapt4j.runtime.kit.MergedServingKit;
import io.adapt4j.runtime.kit.MethodsKit;
import io.adapt4j.runtime.kit.MiniLmKit;
import io.adapt4j.runtime.kit.MixedBatchKit;
import io.adapt4j.runtime.kit.PredictorKit;
import io.adapt4j.runtime.kit.ResidencyKit;
import io.adapt4j.runtime.kit.TasksKit;
import org.junit.jupiter.api.Nested;

/** The kits, on the PyTorch engine. */
class TorchKitsTest {
    @Nested
    class Predictors extends PredictorKit {
        Predictors() {
            super(new TorchUnderTest());
        }
    }

    @Nested
    class AdaptedModel extends AdaptedModelKit {
        AdaptedModel() {
            super(new TorchUnderTest());
        }
    }

    @Nested
    class Methods extends MethodsKit {
        Methods() {
            super(new TorchUnderTest());
        }
    }

    @Nested
    class MixedBatch extends MixedBatchKit {
        MixedBatch() {
            super(new TorchUnderTest());
        }
    }

    @Nested
    class AdapterHost extends AdapterHostKit {
        AdapterHost() {
            super(new TorchUnderTest());
        }
    }

    @Nested
    class Residency extends ResidencyKit {
        Residency() {
            super(new TorchUnderTest());
        }
    }

    @Nested
    class Faults extends FaultsKit {
        Faults() {
            super(new TorchUnderTest());
        }
    }

    @Nested
    class EndedRequests extends EndedRequestsKit {
        EndedRequests() {
            super(new TorchUnderTest());
        }
    }

    @Nested
    class Batching extends BatchingKit {
        Batching() {
            super(new TorchUnderTest());
        }
    }

    @Nested
    class MergedServing extends MergedServingKit {
        MergedServing() {
            super(new TorchUnderTest());
        }
    }

    @Nested
    class Tasks extends TasksKit {
        Tasks() {
            super(new TorchUnderTest());
        }
    }

    @Nested
    class MiniLm extends MiniLmKit {
        MiniLm() {
            super(new TorchUnderTest());
        }
    }
}
