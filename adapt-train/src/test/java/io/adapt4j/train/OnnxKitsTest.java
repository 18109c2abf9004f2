package io.adapt4j.train;

import org.junit.jupiter.api.Nested;

/** The kits, on the ONNX engine. */
class OnnxKitsTest {
    @Nested
    class Methods extends MethodTrainingKit {
        Methods() {
            super(BaseForm.ONNX);
        }
    }

    @Nested
    class Tasks extends TaskTrainingKit {
        Tasks() {
            super(BaseForm.ONNX);
        }
    }

    @Nested
    class Objectives extends ObjectivesKit {
        Objectives() {
            super(BaseForm.ONNX);
        }
    }

    @Nested
    class Gradients extends GradientKit {
        Gradients() {
            super(BaseForm.ONNX);
        }
    }

    @Nested
    class Determinism extends DeterminismKit {
        Determinism() {
            super(BaseForm.ONNX);
        }
    }

    @Nested
    class Killed extends KilledTrainingKit {
        Killed() {
            super(BaseForm.ONNX);
        }
    }

    @Nested
    class Sessions extends SessionKit {
        Sessions() {
            super(BaseForm.ONNX);
        }
    }

    @Nested
    class Together extends TogetherKit {
        Together() {
            super(BaseForm.ONNX);
        }
    }
}
