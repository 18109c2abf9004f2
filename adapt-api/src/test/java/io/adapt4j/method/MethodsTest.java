package io.adapt4j.method;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.loha.Loha;
import io.adapt4j.method.loha.LohaMethod;
import io.adapt4j.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MethodsTest {
    @Test
    void factors_rankSquaredIsTooLarge_isRefusedByName() {
        int rank = Ranks.MAX_RANK;
        Loha loha = Loha.rank(rank);
        TargetModule module = new TargetModule("layer.0.query", Optional.empty(), 1, 1);
        Tensor column = Tensor.of(new float[rank], 1, rank);
        Tensor row = Tensor.of(new float[rank], rank, 1);
        ModuleDelta delta = new ModuleDelta(
                module.path(),
                new TreeMap<>(Map.of(
                        LohaMethod.W1_A, column, LohaMethod.W1_B, row, LohaMethod.W2_A, column, LohaMethod.W2_B, row)));
        Methods.check(loha, delta, module);

        assertThatThrownBy(() -> Methods.factors(loha, delta, module, () -> new float[1]))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("layer.0.query");
    }
}
