package io.adapt4j.train;

import org.junit.jupiter.api.Nested;

/** The kits, on the PyTorch engine. */
class PyTorchKitsTest {
    @Nested
    class Methods extends MethodTrainingKit {
        Methods() {
            super(BaseForm.TORCH_SCRIPT);
        }
    }

    @Nested
    class Tasks extends TaskTrainingKit {
        Tasks() {
            super(BaseForm.TORCH_SCRIPT);
        }
    }

    @Nested
    class Objectives extends ObjectivesKit {
        Objectives() {
            super(BaseForm.TORCH_SCRIPT);
        }
    }

    @Nested
    class Gradients extends GradientKit {
        Gradients() {
            super(BaseForm.TORCH_SCRIPT);
        }
    }

    @Nested
    class Determinism extends DeterminismKit {
        Determinism() {
            super(BaseForm.TORCH_SCRIPT);
        }
    }

    @Nested
    class Killed extends KilledTrainingKit {
        Killed() {
            super(BaseForm.TORCH_SCRIPT);
        }
    }

    @Nested
    class Sessions extends SessionKit {
        Sessions() {
            super(BaseForm.TORCH_SCRIPT);
        }
    }

    @Nested
    class Together extends TogetherKit {
        Together() {
            super(BaseForm.TORCH_SCRIPT);
        }
    }
}
