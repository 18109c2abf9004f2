package io.adapt4j.runtime.pytorch.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.TargetModule;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.pytorch.archive.TestArchive;
import io.adapt4j.runtime.pytorch.archive.TorchArchive;
import io.adapt4j.runtime.pytorch.script.TorchTarget.Kind;
import io.adapt4j.spi.ModelSource;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that PyTorch exported; what the edited ones compute is another test's business. */
class TorchProgramTest {
    private static TorchProgram program(String name) {
        return TorchProgram.read(ModelSource.of(TestArchive.resourceBytes(name)));
    }

    private static Map<String, Kind> kinds(String name) {
        return program(name).targets().stream()
                .collect(Collectors.toMap(target -> target.module().path(), TorchTarget::kind));
    }

    private static byte[] injected(TorchProgram program) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        program.writeInjected(out);
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert-traced", "bert-scripted"})
    void encoder_hasItsProjectionsInTheOrderOfTheSource(String name) {
        List<TorchTarget> targets = program(name).targets();
        assertThat(targets)
                .extracting(target -> target.module().path())
                .startsWith(
                        "encoder.layer.0.attention.self.query",
                        "encoder.layer.0.attention.self.key",
                        "encoder.layer.0.attention.self.value",
                        "encoder.layer.0.attention.output.dense",
                        "encoder.layer.0.intermediate.dense",
                        "encoder.layer.0.output.dense")
                .endsWith("pooler.dense")
                .hasSize(13);
        assertThat(targets.get(4))
                .isEqualTo(new TorchTarget(
                        new TargetModule("encoder.layer.0.intermediate.dense", Optional.of("mlp.up"), 8, 16),
                        "encoder.layer.0.intermediate.dense.weight",
                        Optional.of("encoder.layer.0.intermediate.dense.bias"),
                        false,
                        Kind.INJECTED));
    }

    @Test
    void everyKindOfProduct_isFoundTheRightWayRound() {
        assertThat(program("every-kind").targets())
                .extracting(target -> target.module().path() + " " + target.transposed() + " "
                        + target.module().inFeatures() + " " + target.bias().isPresent() + " " + target.kind())
                .containsExactly(
                        "plain false 24 false INJECTED",
                        "gemm true 24 true INJECTED",
                        "turned false 24 true INJECTED",
                        "behind false 24 false INJECTED",
                        "constant true 24 false INJECTED",
                        "tied.first true 24 false INJECTED",
                        "tied.second true 24 false INJECTED");
    }

    @Test
    void tiedOutputLayer_isATargetOfItsOwnAndTheEmbeddingIsNone() {
        assertThat(kinds("gpt2-traced"))
                .containsEntry("lm_head", Kind.INJECTED)
                .containsEntry("transformer.h.1.attn.c_attn", Kind.INJECTED)
                .doesNotContainKey("transformer.wte")
                .doesNotContainKey("transformer.wpe");
    }

    @Test
    void parametersOfFusedOperators_areSubstituted() {
        assertThat(kinds("lstm"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("lstm.weight_ih_l0", Kind.SUBSTITUTED, "lstm.weight_hh_l0", Kind.SUBSTITUTED));
        assertThat(kinds("attention-fast-path"))
                .containsEntry("layer.self_attn.in_proj", Kind.SUBSTITUTED)
                .containsEntry("layer.linear1", Kind.SUBSTITUTED)
                .containsEntry("head", Kind.INJECTED);
        assertThat(program("lstm").targets().get(0).bias()).contains("lstm.bias_ih_l0");
    }

    @Test
    void fusedLayerThatAsks_isInjectedBesideIt() {
        assertThat(kinds("attention-scripted"))
                .containsEntry("layer.self_attn.in_proj", Kind.SUBSTITUTED)
                .containsEntry("layer.self_attn.out_proj", Kind.INJECTED)
                .containsEntry("layer.linear1", Kind.INJECTED)
                .containsEntry("layer.linear2", Kind.INJECTED);
    }

    @Test
    void arguments_areThoseOfForward() {
        assertThat(program("defaults").arguments())
                .containsExactly(
                        new ForwardArgument("x", "Tensor", false),
                        new ForwardArgument("shift", "Optional[Tensor]", true),
                        new ForwardArgument("scale", "float", true),
                        new ForwardArgument("double", "bool", true));
        assertThat(program("nested-tuple").returnType()).isEqualTo("Tuple[Tensor, Tuple[Tensor, Tensor]]");
    }

    @Test
    void parameter_ofWeightsStoredTransposed_isReadAsTheModuleSeesIt() {
        TorchProgram program = program("every-kind");
        float[] weight = program.parameter("plain.weight").toFloatArray();
        assertThat(program.parameter("plain.weight").shape().getShape()).containsExactly(20, 24);
        // The script that wrote the archive draws [in, out] row by row from SplittableRandom(3).
        java.util.SplittableRandom random = new java.util.SplittableRandom(3);
        for (int in = 0; in < 24; in++) {
            for (int out = 0; out < 20; out++) {
                assertThat(weight[out * 24 + in]).isEqualTo((float) (random.nextDouble() - 0.5));
            }
        }
    }

    @Test
    void writeInjected_changesSourceOnly() {
        byte[] original = TestArchive.resourceBytes("bert-scripted");
        byte[] written = injected(TorchProgram.read(ModelSource.of(original)));
        TorchArchive before = TorchArchive.read(ModelSource.of(original));
        TorchArchive after = TorchArchive.read(ModelSource.of(written));
        assertThat(after.sources()).containsKey(Injection.ADDED);
        assertThat(TestArchive.names(written)).containsAll(TestArchive.names(original));
        assertThat(after.sources().get("code/__torch__/torch/nn/functional.py"))
                .isEqualTo(before.sources().get("code/__torch__/torch/nn/functional.py"));
    }

    @Test
    void injectedProgram_isNotInjectedAgain() {
        byte[] bytes = injected(program("network"));
        assertThatThrownBy(() -> TorchProgram.read(ModelSource.of(bytes)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("already");
    }

    @ParameterizedTest
    @CsvSource({
        "frozen, torch.jit.freeze",
        "quantized, before quantization",
        "half, FLOAT16",
        "bfloat16, BFLOAT16",
        "double, FLOAT64"
    })
    void withoutFloatParameters_saysWhy(String name, String reason) {
        assertThatThrownBy(() -> program(name))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("no float32 parameters")
                .hasMessageContaining(reason);
    }
}
