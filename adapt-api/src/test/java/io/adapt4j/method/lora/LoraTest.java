package io.adapt4j.method.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.TargetModule;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.method.Targets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoraTest {
    private static final TargetModule QUERY =
            new TargetModule("layer.0.attention.self.query", Optional.of("attention.query"), 4, 4);
    private static final TargetModule DENSE = new TargetModule("layer.0.output.dense", Optional.of("mlp.down"), 8, 4);
    private static final TargetModule HEAD = new TargetModule("lm_head", Optional.of("lm_head"), 4, 100);
    private static final List<TargetModule> MODULES = List.of(QUERY, DENSE, HEAD);

    @Test
    void scalingOf_plainAndRankStabilised_followsThePapers() {
        assertThat(Lora.rank(8).alpha(16).scalingOf("x")).isCloseTo(2, within(1e-12));
        assertThat(Lora.rank(16).alpha(8).rsLora(true).scalingOf("x")).isCloseTo(2, within(1e-12));
    }

    @Test
    void rankPattern_nameOrRegex_decidesForTheModulesItMatches() {
        Lora lora = Lora.rank(8)
                .alpha(16)
                .rankPattern(Map.of("query", 2, "layer\\.\\d+\\.output\\.dense", 4))
                .alphaPattern(Map.of("query", 6.0));

        assertThat(lora.rankOf(QUERY.path())).isEqualTo(2);
        assertThat(lora.rankOf(DENSE.path())).isEqualTo(4);
        assertThat(lora.rankOf("layer.0.myquery")).isEqualTo(8);
        assertThat(lora.scalingOf(QUERY.path())).isCloseTo(3, within(1e-12));
    }

    @Test
    void select_rolesNamesRegexAndAll_findsTheModules() {
        assertThat(Lora.rank(1).targets("attention.query").select(MODULES)).containsExactly(QUERY);
        assertThat(Lora.rank(1).targets("dense", "query").select(MODULES)).containsExactly(QUERY, DENSE);
        assertThat(Lora.rank(1).targets("layer\\.0\\..*").select(MODULES)).containsExactly(QUERY, DENSE);
        assertThat(Lora.rank(1).select(MODULES)).containsExactly(QUERY, DENSE);
        assertThat(Lora.rank(1).targets("lm_head").select(MODULES)).containsExactly(HEAD);
    }

    @Test
    void select_nothingMatches_listsTheChoices() {
        assertThatThrownBy(() -> Lora.rank(1).targets("quary").select(MODULES))
                .isInstanceOf(IncompatibleAdapterException.class)
                .hasMessageContaining("\"quary\"")
                .hasMessageContaining("attention.query")
                .hasMessageContaining("dense");
    }

    @Test
    void ofTwiceTheRank_scalesAsBefore() {
        for (boolean rsLora : new boolean[] {false, true}) {
            Lora lora = Lora.rank(8)
                    .rsLora(rsLora)
                    .initialization(LoraInitialization.PISSA)
                    .rankPattern(Map.of("query", 3))
                    .alphaPattern(Map.of("dense", 5.0));
            Lora doubled = lora.ofTwiceTheRank();
            for (TargetModule module : MODULES) {
                assertThat(doubled.rankOf(module.path())).isEqualTo(2 * lora.rankOf(module.path()));
                assertThat(doubled.scalingOf(module.path())).isCloseTo(lora.scalingOf(module.path()), within(1e-12));
            }
            assertThat(doubled.initialization()).isEqualTo(LoraInitialization.KAIMING);
        }
    }

    @Test
    void lora_valuesOutOfRange_areRefused() {
        assertThatThrownBy(() -> Lora.rank(0)).isInstanceOf(InvalidAdapterException.class);
        assertThatThrownBy(() -> Lora.rank(4).alpha(Double.NaN)).isInstanceOf(InvalidAdapterException.class);
        assertThatThrownBy(() -> Lora.rank(4).dropout(1)).isInstanceOf(InvalidAdapterException.class);
        assertThatThrownBy(() -> Lora.rank(4).rankPattern(Map.of("x", -1))).isInstanceOf(InvalidAdapterException.class);
        assertThatThrownBy(() -> new Targets(List.of())).isInstanceOf(IncompatibleAdapterException.class);
    }
}
