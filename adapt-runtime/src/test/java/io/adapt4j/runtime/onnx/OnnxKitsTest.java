package io.adapt4j.runtime.onnx;

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

/** The kits, on the ONNX engine. */
class OnnxKitsTest {
    @Nested
    class Predictors extends PredictorKit {
        Predictors() {
            super(new OnnxUnderTest());
        }
    }

    @Nested
    class AdaptedModel extends AdaptedModelKit {
        AdaptedModel() {
            super(new OnnxUnderTest());
        }
    }

    @Nested
    class Methods extends MethodsKit {
        Methods() {
            super(new OnnxUnderTest());
        }
    }

    @Nested
    class MixedBatch extends MixedBatchKit {
        MixedBatch() {
            super(new OnnxUnderTest());
        }
    }

    @Nested
    class AdapterHost extends AdapterHostKit {
        AdapterHost() {
            super(new OnnxUnderTest());
        }
    }

    @Nested
    class Residency extends ResidencyKit {
        Residency() {
            super(new OnnxUnderTest());
        }
    }

    @Nested
    class Faults extends FaultsKit {
        Faults() {
            super(new OnnxUnderTest());
        }
    }

    @Nested
    class EndedRequests extends EndedRequestsKit {
        EndedRequests() {
            super(new OnnxUnderTest());
        }
    }

    @Nested
    class Batching extends BatchingKit {
        Batching() {
            super(new OnnxUnderTest());
        }
    }

    @Nested
    class MergedServing extends MergedServingKit {
        MergedServing() {
            super(new OnnxUnderTest());
        }
    }

    @Nested
    class Tasks extends TasksKit {
        Tasks() {
            super(new OnnxUnderTest());
        }
    }

    @Nested
    class MiniLm extends MiniLmKit {
        MiniLm() {
            super(new OnnxUnderTest());
        }
    }
}
