package io.adapt4j.train.migrate.compare;

import static io.adapt4j.train.testing.junit.TestEngine.PYTORCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.BaseModel;
import io.adapt4j.TargetModule;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.kit.TestResources;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.migrate.Bases;
import io.adapt4j.train.migrate.Inbox;
import io.adapt4j.train.testing.TinyBase;
import io.adapt4j.train.testing.TinyShape;
import io.adapt4j.train.testing.junit.AdaptTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BaseDiffTest {
    private static final List<String> TEXTS = Inbox.texts(40, 5);

    private static BaseDiff diff(BaseModel old, BaseModel now, List<String> texts) {
        return BaseDiff.between(
                new TextBase(old, TinyBase.tokenizer()), new TextBase(now, TinyBase.tokenizer()), texts);
    }

    @AdaptTest
    void between_successor_isNearInWeightsAndActivationsAndSpeaksForDirect(BaseModel old) {
        try (BaseModel successor = Bases.successor(0.05, 3)) {
            BaseDiff diff = diff(old, successor, TEXTS);

            assertThat(diff.change()).isEqualTo(Change.WEIGHTS);
            assertThat(diff.sameVocabulary()).isTrue();
            assertThat(diff.unmatched()).isEmpty();
            assertThat(diff.matches()).hasSize(6).allSatisfy(match -> {
                assertThat(match.to()).isEqualTo(match.from());
                // independent noise of variance s^2 per weight of variance w^2: cosine 1 / sqrt(1 + (s/w)^2)
                double ratio = match.weightDistance().orElseThrow();
                assertThat(match.weightCosine().orElseThrow())
                        .isCloseTo(1 / Math.sqrt(1 + ratio * ratio), within(0.01));
                assertThat(match.subspaceCosine().orElseThrow()).isBetween(0.9, 1.0);
                assertThat(match.cka().orElseThrow()).isBetween(0.9, 1.0);
            });
            assertThat(diff.pooledCka().orElseThrow()).isBetween(0.9, 1.0);
            assertThat(outlook(diff, "direct")).isEqualTo(Outlook.LIKELY);
            assertThat(diff.toMarkdown()).contains("the same graph with other weights", "| direct | likely |");
            assertThat(diff.toJson()).isEqualTo(diff(old, successor, TEXTS).toJson());
        }
    }

    private static Outlook outlook(BaseDiff diff, String strategy) {
        return diff.forecast(strategy).orElseThrow().outlook();
    }

    @AdaptTest
    void between_otherTraining_isHopelessForDirectAlone(BaseModel old) {
        try (BaseModel other = TinyBase.open(9)) {
            BaseDiff diff = diff(old, other, TEXTS);

            assertThat(diff.change()).isEqualTo(Change.WEIGHTS);
            assertThat(diff.mean(ModuleMatch::weightCosine).orElseThrow()).isBetween(-0.1, 0.1);
            assertThat(diff.forecast("direct").orElseThrow().reason()).contains("nothing to do with each other");
            assertThat(outlook(diff, "direct")).isEqualTo(Outlook.HOPELESS);
            assertThat(outlook(diff, "projected")).isEqualTo(Outlook.POSSIBLE);
            assertThat(outlook(diff, "distilled")).isEqualTo(Outlook.POSSIBLE);
        }
    }

    @AdaptTest
    void between_turnedBase_isTheSameInActivationsAndNotInWeights(BaseModel old) {
        try (BaseModel turned = Bases.turned(Bases.Turns.random(4))) {
            BaseDiff diff = diff(old, turned, TEXTS);

            assertThat(diff.pooledCka().orElseThrow()).isCloseTo(1, within(1e-5));
            assertThat(diff.matches())
                    .allSatisfy(match -> assertThat(match.cka().orElseThrow()).isCloseTo(1, within(1e-5)));
            assertThat(diff.mean(ModuleMatch::weightCosine).orElseThrow()).isBetween(-0.2, 0.2);
        }
    }

    @AdaptTest
    void between_sameModel_isNoChangeWhateverTheFormAndNames(BaseModel old) {
        try (BaseModel renamed = Bases.renamed(1);
                BaseModel other = Bases.renamed(2);
                BaseModel heads = TinyBase.open(1, new TinyShape(1, 32, 4))) {
            assertThat(diff(old, old, TEXTS).change()).isEqualTo(Change.NONE);
            assertThat(diff(old, renamed, TEXTS).change()).isEqualTo(Change.NONE);
            assertThat(diff(old, other, TEXTS).change()).isEqualTo(Change.NAMES);
            assertThat(diff(old, heads, TEXTS).change()).isEqualTo(Change.SHAPE);
            assertThat(diff(old, other, TEXTS).match("encoder.layer.0.attention.self.query"))
                    .map(match -> match.to().path())
                    .contains("model.blocks.0.attention.self.query");
        }
    }

    @AdaptTest
    void between_otherWidthAndDepth_matchesByRoleAndShareOfTheDepth(BaseModel old) {
        try (BaseModel deep = TinyBase.open(2, new TinyShape(6, 48, 4));
                BaseModel shallow = TinyBase.open(3, new TinyShape(3, 16, 2))) {
            BaseDiff down = diff(deep, shallow, TEXTS);
            BaseDiff up = diff(shallow, deep, TEXTS);

            assertThat(down.change()).isEqualTo(Change.SHAPE);
            assertThat(layersOf(down, "attention.query"))
                    .containsExactly("0->0", "1->0", "2->1", "3->1", "4->2", "5->2");
            assertThat(layersOf(up, "mlp.down")).containsExactly("0->1", "1->3", "2->5");
            assertThat(down.oldLayers()).isEqualTo(6);
            assertThat(down.newLayers()).isEqualTo(3);
            assertThat(down.oldWidth()).isEqualTo(48);
            assertThat(down.newWidth()).isEqualTo(16);
            assertThat(outlook(down, "direct")).isEqualTo(Outlook.HOPELESS);
            TargetModule last = shallow.targetModules().get(5);
            assertThat(down.matchesOf(last)).hasSize(2);
            assertThat(down.matches())
                    .allSatisfy(match -> assertThat(match.weightCosine()).isEmpty());
        }
    }

    private static List<String> layersOf(BaseDiff diff, String role) {
        List<String> layers = new ArrayList<>();
        for (ModuleMatch match : diff.matches()) {
            assertThat(match.to().role()).isEqualTo(match.from().role());
            if (match.from().role().equals(Optional.of(role))) {
                layers.add(match.from().path().replaceAll("\\D", "") + "->"
                        + match.to().path().replaceAll("\\D", ""));
            }
        }
        return layers;
    }

    @AdaptTest(engines = PYTORCH)
    void between_torchScript_comparesWeightsAndPooledStates(BaseModel old) {
        try (BaseModel successor = Bases.torchSuccessor(0.05, 3);
                BaseModel onnx = TinyBase.open(1);
                BaseModel onnxSuccessor = Bases.successor(0.05, 3)) {
            BaseDiff diff = diff(old, successor, TEXTS);

            assertThat(diff.change()).isEqualTo(Change.WEIGHTS);
            assertThat(diff.pooledCka().orElseThrow())
                    .isCloseTo(diff(onnx, onnxSuccessor, TEXTS).pooledCka().orElseThrow(), within(1e-5));
            assertThat(diff.matches())
                    .allSatisfy(match -> assertThat(match.cka()).isEmpty());
            assertThat(diff(onnx, old, TEXTS).change()).isEqualTo(Change.NONE);
        }
    }

    @AdaptTest
    void between_otherFamily_leavesWhatHasNoPartner(BaseModel old) {
        try (BaseModel other = BaseModel.open(TestResources.bytes("/torchscript/text-kinds.pt"))) {
            BaseDiff diff = diff(old, other, List.of());

            assertThat(diff.change()).isEqualTo(Change.FAMILY);
            assertThat(diff.unmatched()).isNotEmpty();
            assertThat(outlook(diff, "direct")).isEqualTo(Outlook.HOPELESS);
        }
    }

    @AdaptTest
    void between_fewOrNoTexts_saysWhatWeightsSay(BaseModel old) {
        try (BaseModel successor = Bases.successor(0.05, 3)) {
            BaseDiff none = diff(old, successor, List.of());

            assertThat(none.pooledCka()).isEmpty();
            assertThat(none.matches())
                    .allSatisfy(match -> assertThat(match.cka()).isEmpty());
            assertThat(outlook(none, "direct")).isEqualTo(Outlook.LIKELY);
            assertThat(outlook(none, "distilled")).isEqualTo(Outlook.HOPELESS);
            assertThat(outlook(diff(old, successor, List.of("a", "b")), "projected"))
                    .isEqualTo(Outlook.POSSIBLE);
        }
    }

    @AdaptTest
    void between_otherTokenizer_isSeenInTheTokensOfTheTexts(BaseModel old) {
        TokenizerFile other =
                TokenizerFile.of(TinyBase.tokenizer().json().replace("\"lowercase\":true", "\"lowercase\":false"));
        TextBase before = new TextBase(old, TinyBase.tokenizer());
        TextBase after = new TextBase(old, other);

        assertThat(BaseDiff.between(before, after, "card", "fee").sameVocabulary())
                .isTrue();
        assertThat(BaseDiff.between(before, after, "Card", "fee").sameVocabulary())
                .isFalse();
    }

    @Test
    void between_tokenizerOfALargerVocabulary_isRefused() {
        TokenizerFile larger = TokenizerFile.of(TinyBase.tokenizer().json().replace("\"a\":4", "\"a\":4000"));
        try (BaseModel base = TinyBase.open(1)) {
            assertThatThrownBy(() -> BaseDiff.between(
                            new TextBase(base, TinyBase.tokenizer()), new TextBase(base, larger), "a a", "a b"))
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("The tokenizer does not fit");
        }
    }

    @AdaptTest
    void probe_lastModule_seesWhatTheHiddenStatesAreMadeOf(BaseModel base) {
        List<TargetModule> modules = base.targetModules();
        TextBase text = new TextBase(base, TinyBase.tokenizer());
        float[][] queries = new float[2][];
        float[][] seen = new float[2][];
        try (ModuleProbe probe = ModuleProbe.open(base, modules).orElseThrow()) {
            probe.run(text.encode(List.of("card lost", "a"), 16), (module, index, input, output) -> {
                if (module.endsWith("query")) {
                    seen[index] = output.token(1);
                    queries[index] = input.token(1);
                }
            });
        }
        // the output is input * weight^T + bias, computed here from the base's own weight
        String query = "encoder.layer.0.attention.self.query";
        float[] weight = base.weight(query).toFloatArray();
        double[] products = new double[32];
        for (int text2 = 0; text2 < 2; text2++) {
            for (int out = 0; out < 32; out++) {
                double sum = 0;
                for (int in = 0; in < 32; in++) {
                    sum += (double) weight[out * 32 + in] * queries[text2][in];
                }
                double bias = seen[text2][out] - sum;
                if (text2 == 0) {
                    products[out] = bias;
                } else {
                    assertThat(bias).isCloseTo(products[out], within(1e-5)); // the same bias at each token
                }
            }
        }
        assertThat(TextFeatures.compute(base.adapted(), null, text.encode(List.of("a"), 16), Pooling.MEAN)[0])
                .hasSize(32);
    }
}
