package io.adapt4j.train.method;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.BaseModel;
import io.adapt4j.TargetModule;
import io.adapt4j.error.TrainingException;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.dora.Dora;
import io.adapt4j.method.loha.Loha;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.vera.Vera;
import io.adapt4j.testing.ChildJvm;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParameterLimitsTest {
    private static final TargetModule WIDE = new TargetModule("layer.0.wide", Optional.empty(), 10_000, 10_000);
    private static final List<TargetModule> MODULES = List.of(
            new TargetModule("layer.0.up", Optional.empty(), 10, 40),
            new TargetModule("layer.0.down", Optional.empty(), 40, 10));

    @TempDir
    private Path folder;

    static Stream<MethodConfig> require_matrixThatNoTensorHolds_failsTyped() {
        int rank = 1 << 16;
        return Stream.of(Lora.rank(rank), Dora.rank(rank), Loha.rank(rank));
    }

    @ParameterizedTest
    @MethodSource
    void require_matrixThatNoTensorHolds_failsTyped(MethodConfig method) {
        assertThatThrownBy(() -> ParameterLimits.require(method, List.of(WIDE)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("layer.0.wide")
                .hasMessageContaining("take a smaller rank");
    }

    @Test
    void shared_matrixThatNoTensorHolds_failsTyped() {
        assertThatThrownBy(() -> new VeraTraining().shared(Vera.rank(1 << 16), List.of(WIDE)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("VeRA's");
    }

    @Test
    void require_parametersThatFitBarely_passes() {
        long bytes = 2 * 4 * 3 * (10 + 40 + 40 + 10); // values and gradients of A and B of rank 3
        LoraTraining training = new LoraTraining();

        assertThatCode(() -> ParameterLimits.require(training, Lora.rank(3), MODULES, bytes))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> ParameterLimits.require(training, Lora.rank(3), MODULES, bytes - 1))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("-XX:MaxDirectMemorySize");
    }

    /** Trains with more parameters than there is direct memory for. */
    static final class Program {
        public static void main(String[] args) {
            try (BaseModel base = TinyBase.open(1)) {
                Trainer.on(base)
                        .method(Lora.rank(1 << 16))
                        .task(TextClassification.inferLabels().tokenizer(TinyBase.tokenizer()))
                        .train(ExampleSource.of(List.of(new Example("win now", "spam"), new Example("hi", "ham"))));
            }
        }
    }

    @Test
    void train_moreThanDirectMemory_failsTyped() {
        assertThatThrownBy(() ->
                        ChildJvm.run(folder.resolve("log"), List.of("-XX:MaxDirectMemorySize=32m"), Program.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("TrainingException: The adapter's parameters and their gradients would take");
    }
}
