package io.adapt4j.runtime.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.BaseModel;
import io.adapt4j.error.AdaptException;
import io.adapt4j.tensor.Tensor;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** all-MiniLM-L6-v2, as the engine sees it. */
public abstract class MiniLmKit extends EngineKit {

    protected MiniLmKit(EngineUnderTest engine) {
        super(engine);
    }

    @Test
    void run_peftAdapter_givesTheExpectedOutputs() throws IOException {
        try (BaseModel base = engine().miniLm()) {
            SharedFixtures.assertFixture(
                    base, "last_hidden_state", "adapters/minilm-base-expected.json", "adapters/minilm-lora-qv");
        }
    }

    @Test
    void targetModules_haveRoles() {
        try (BaseModel base = engine().miniLm()) {
            assertThat(base.targetModules()).hasSize(36);
            assertThat(base.targetModules())
                    .extracting(module -> module.path() + " = " + module.role().orElse("none"))
                    .contains(
                            "encoder.layer.0.attention.self.query = attention.query",
                            "encoder.layer.3.attention.output.dense = attention.output",
                            "encoder.layer.5.intermediate.dense = mlp.up",
                            "encoder.layer.5.output.dense = mlp.down");
        }
    }

    @Test
    void run_moreTokensThanPositions_failsTypedAndServesOn() {
        try (BaseModel base = engine().miniLm()) {
            assertThatThrownBy(() -> base.run(tokens(513))).isInstanceOf(AdaptException.class);
            assertThat(base.run(tokens(3)).get("last_hidden_state").shape().getShape())
                    .containsExactly(1, 3, 384);
        }
    }

    @Test
    void run_tokensOutsideTheVocabulary_failsTypedAndServesOn() {
        try (BaseModel base = engine().miniLm()) {
            for (long id : new long[] {-1_000_000, 30522, Long.MAX_VALUE}) {
                Map<String, Tensor> inputs = tokens(3);
                inputs.put("input_ids", Tensor.of(new long[][] {{1, id, 2}}));
                assertThatThrownBy(() -> base.run(inputs)).isInstanceOf(AdaptException.class);
            }
            assertThat(base.run(tokens(3))).isNotEmpty();
        }
    }

    private static Map<String, Tensor> tokens(int length) {
        Map<String, Tensor> inputs = new TreeMap<>();
        for (String name : new String[] {"input_ids", "attention_mask", "token_type_ids"}) {
            inputs.put(name, Tensor.of(new long[1][length]));
        }
        return inputs;
    }
}
