package io.adapt4j.runtime.kit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.AdaptedModel;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Batches whose rows have adapters of their own. */
public abstract class MixedBatchKit extends EngineKit {
    private static final int ROWS = 5;
    private static final Map<String, Tensor> INPUTS =
            Map.of("x", TestAdapters.tensor(new SplittableRandom(4), ROWS, EveryKind.IN));

    protected MixedBatchKit(EngineUnderTest engine) {
        super(engine);
    }

    /** Adapters of different targets and ranks. */
    private static List<BoundAdapter> bind(BaseModel base, Lora... methods) {
        List<BoundAdapter> bound = new ArrayList<>();
        for (Lora method : methods) {
            bound.add(base.adapted().bind(TestAdapters.adapter(base, method, bound.size())));
        }
        return bound;
    }

    @Test
    void runRows_everyKindOfTarget_givesEachRowItsOwnAdapter() {
        try (BaseModel base = everyKind()) {
            List<BoundAdapter> bound = bind(
                    base,
                    Lora.rank(4),
                    Lora.rank(2).targets("plain", "gemm"),
                    Lora.rank(3).targets("turned", "first").rankPattern(Map.of("turned", 7)));

            Rows.assertAsAlone(
                    base, INPUTS, Arrays.asList(bound.get(0), null, bound.get(1), bound.get(2), bound.get(1)));
        }
    }

    @Test
    void runRows_onMiniLm_givesEachRowItsOwnAdapter() {
        try (BaseModel base = engine().miniLm()) {
            List<BoundAdapter> bound = bind(
                    base,
                    Lora.rank(8).alpha(0.05).targets("attention.query", "attention.value"),
                    Lora.rank(8).alpha(0.05),
                    Lora.rank(2).alpha(0.05).targets("attention.key", "mlp.down"),
                    Lora.rank(16).alpha(0.05).targets("attention.query").rsLora(true));
            List<@Nullable BoundAdapter> rows =
                    Arrays.asList(bound.get(3), bound.get(0), null, bound.get(1), bound.get(2), bound.get(1));

            Rows.assertAsAlone(base, tokens(base, rows.size(), 12), rows);
        }
    }

    private static Map<String, Tensor> tokens(BaseModel base, int rows, int length) {
        SplittableRandom random = new SplittableRandom(3);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        base.signature().inputs().forEach(port -> {
            long[][] values = new long[rows][length];
            for (long[] row : values) {
                Arrays.setAll(row, i -> switch (port.name()) {
                    case "input_ids" -> random.nextInt(1000, 30000);
                    case "attention_mask" -> 1;
                    default -> 0;
                });
            }
            inputs.put(port.name(), Tensor.of(values));
        });
        return inputs;
    }

    @Test
    void runRows_moreSetsOfModulesThanSessions_servesThemAll() {
        try (BaseModel base = everyKind()) {
            List<BoundAdapter> bound = bind(
                    base,
                    Lora.rank(1).targets("plain"),
                    Lora.rank(2).targets("gemm"),
                    Lora.rank(3).targets("turned"),
                    Lora.rank(4).targets("behind"),
                    Lora.rank(5).targets("constant"),
                    Lora.rank(6).targets("first", "plain"));

            Rows.assertAsAlone(base, INPUTS, new ArrayList<>(bound.subList(0, ROWS)));
            Rows.assertAsAlone(base, INPUTS, new ArrayList<>(bound.subList(1, ROWS + 1)));
        }
    }

    @Test
    void runRows_baseThatFoldsItsBatchAway_givesEachRowItsOwnAdapter() {
        Map<String, Tensor> inputs = Map.of("folded", TestAdapters.tensor(new SplittableRandom(4), ROWS, 2, 12));
        try (BaseModel base = engine().folded()) {
            List<BoundAdapter> bound = bind(base, Lora.rank(4), Lora.rank(2).targets("plain"));

            Rows.assertAsAlone(
                    base, inputs, Arrays.asList(bound.get(0), null, bound.get(1), bound.get(0), bound.get(1)));
        }
    }

    @Test
    void runRows_rowsThatDoNotFit_areRefused() {
        try (BaseModel base = everyKind()) {
            BoundAdapter bound = bind(base, Lora.rank(2)).get(0);
            AdaptedModel model = base.adapted();

            assertThatThrownBy(() -> model.runRows(INPUTS, List.of(bound, bound)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("2 rows");
            assertThatThrownBy(() -> model.runRows(INPUTS, List.of())).isInstanceOf(InvalidInputException.class);
            bound.close();
            assertThatThrownBy(() -> model.runRows(INPUTS, Arrays.asList(bound, null, null, null, null)))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageContaining("closed");
        }
    }
}
