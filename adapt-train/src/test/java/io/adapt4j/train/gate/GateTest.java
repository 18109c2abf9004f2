package io.adapt4j.train.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.engine.AbstractAdaptedModel;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.TextPair;
import io.adapt4j.train.evaluate.ComparedRow;
import io.adapt4j.train.evaluate.Evaluation;
import io.adapt4j.train.gate.Finding.Status;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gates on two adapters: one that learnt its task, and one that learnt the opposite. */
class GateTest {
    private static final List<String> SPAM = List.of("win cash now", "free money", "cheap loan", "cash prize");
    private static final List<String> HAM = List.of("meeting notes", "lunch today", "build failed", "code review");
    private static final List<Example> EXAMPLES = examples("spam", "ham");

    private static BaseModel base;
    private static Adapter good;
    private static Adapter opposite;

    @TempDir
    private Path folder;

    private static List<Example> examples(String first, String second) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            examples.add(new Example(SPAM.get(i), first));
            examples.add(new Example(HAM.get(i), second));
        }
        return examples;
    }

    private static Adapter train(List<Example> examples) {
        return Trainer.on(base)
                .method(Lora.rank(4))
                .task(TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer()))
                .epochs(15)
                .batchSize(8)
                .learningRate(2e-2)
                .train(ExampleSource.of(examples))
                .adapter();
    }

    @BeforeAll
    static void train() {
        base = TinyBase.open(1);
        good = train(EXAMPLES);
        opposite = train(examples("ham", "spam"));
    }

    @AfterAll
    static void close() {
        base.close();
    }

    private static final TestData<Example> DATA = TestData.of(ExampleSource.of(EXAMPLES))
            .key("first", example -> example.text().substring(0, 1));

    private static Finding judge(Adapter adapter, Optional<Adapter> champion, Criterion criterion) {
        return Gate.of(criterion)
                .judge(adapter, base, DATA, champion)
                .findings()
                .get(0);
    }

    private static Finding judge(Adapter adapter, Criterion criterion) {
        return judge(adapter, Optional.empty(), criterion);
    }

    @Test
    void judge_championThatAnsweredBefore_givesTheVerdictOfOneThatIsAskedAgain() {
        Gate gate = Gate.of(NoWorse.than("accuracy", 0.1), new Agreement(0.9, 0, 0.95));
        try (Champion champion = Champion.of(opposite, base, DATA)) {
            for (Adapter candidate : List.of(good, opposite)) {
                assertThat(gate.judge(candidate, base, champion).toJson())
                        .isEqualTo(gate.judge(candidate, base, DATA, Optional.of(opposite))
                                .toJson());
            }
        }
        assertThat(((AbstractAdaptedModel) base.adapted()).residentBytes()).isZero();
    }

    @Test
    void threshold_reachedOrNot_saysWhatWasMeasuredAndWhichRowsAreWrong() {
        Finding passed = judge(good, Threshold.of("accuracy", 0.9));
        assertThat(passed.status()).isEqualTo(Status.PASSED);
        assertThat(passed.figures())
                .containsEntry("measured", 1.0)
                .containsEntry("threshold", 0.9)
                .containsEntry("rows", 8.0);
        assertThat(passed.rows()).isEmpty();

        Finding failed = judge(opposite, Threshold.of("accuracy", 0.9));
        assertThat(failed.status()).isEqualTo(Status.FAILED);
        assertThat(failed.rows()).hasSize(8);
        assertThat(failed.rows().get(0)).hasToString("#0 \"win cash now\": expected spam, given ham");
    }

    @Test
    void threshold_withConfidence_asksForMoreThanEightRowsShow() {
        Finding finding = judge(good, new Threshold("accuracy", 0.9, 0.95));

        assertThat(finding.status()).isEqualTo(Status.FAILED);
        assertThat(finding.figures().get("low")).isCloseTo(Math.pow(0.025, 1 / 8.0), within(1e-12));
        assertThat(judge(good, new Threshold("accuracy", 0.6, 0.95)).status()).isEqualTo(Status.PASSED);
    }

    @Test
    void threshold_metricOfWhichLessIsBetter_isAnUpperBound() {
        assertThat(judge(good, Threshold.of("loss", 0.5)).status()).isEqualTo(Status.PASSED);
        Finding failed = judge(opposite, new Threshold("loss", 0.5, 0.9));
        assertThat(failed.status()).isEqualTo(Status.FAILED);
        assertThat(failed.criterion()).isEqualTo("loss is at most 0.5, with confidence 0.9");
        assertThat(failed.figures().get("high")).isGreaterThan(failed.figures().get("measured"));
        assertThat(failed.figures().get("low")).isLessThan(failed.figures().get("measured"));
    }

    @Test
    void noWorse_comparesWithTheChampion() {
        assertThat(judge(good, Optional.of(good), new NoWorse("accuracy", 0, 0.95))
                        .status())
                .isEqualTo(Status.PASSED);
        assertThat(judge(good, Optional.of(opposite), NoWorse.than("loss", 0)).status())
                .isEqualTo(Status.PASSED);
        Finding failed = judge(opposite, Optional.of(good), NoWorse.than("accuracy", 0.5));
        assertThat(failed.status()).isEqualTo(Status.FAILED);
        assertThat(failed.figures()).containsEntry("gain", -1.0).containsEntry("champion", 1.0);
        assertThat(failed.rows()).hasSize(8);
        assertThat(judge(opposite, NoWorse.than("accuracy", 0.5)).status()).isEqualTo(Status.NOT_APPLICABLE);
    }

    @Test
    void judge_anyLabels_countsThoseThatAnAdapterDoesNotKnowAsWrong() {
        List<Example> more = new ArrayList<>(EXAMPLES);
        more.add(new Example("hotel in rome", "travel"));
        more.add(new Example("flights to oslo", "travel"));
        TestData<Example> data = TestData.of(ExampleSource.of(more));
        Gate gate = Gate.of(Threshold.of("accuracy", 0.9), NoWorse.than("accuracy", 0));
        assertThatThrownBy(() -> gate.judge(good, base, data, Optional.of(opposite)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("travel");

        Verdict verdict =
                gate.judge(good, base, data.withAnyLabels().key("label", Example::label), Optional.of(opposite));

        assertThat(verdict.findings()).extracting(Finding::status).containsExactly(Status.FAILED, Status.PASSED);
        assertThat(verdict.findings().get(0).figures()).containsEntry("measured", 0.8);
        assertThat(verdict.findings().get(0).rows())
                .extracting(ComparedRow::expected)
                .containsExactly("travel", "travel");
        assertThat(verdict.findings().get(1).figures()).containsEntry("champion", 0.0);
        assertThat(gate.judge(good, base, DATA.withAnyLabels(), Optional.of(opposite))
                        .toJson())
                .isEqualTo(gate.judge(good, base, DATA, Optional.of(opposite)).toJson());
    }

    @Test
    void better_countsTheRowsThatOneHasRight() {
        Finding passed = judge(good, Optional.of(opposite), new Better("accuracy", 0.05));
        assertThat(passed.status()).isEqualTo(Status.PASSED);
        assertThat(passed.figures()).containsEntry("won", 8.0).containsEntry("lost", 0.0);
        assertThat(passed.figures().get("p")).isCloseTo(1 / 256.0, within(1e-12));
        assertThat(judge(good, Optional.of(good), new Better("accuracy", 0.05)).figures())
                .containsEntry("p", 1.0);
        Finding loss = judge(good, Optional.of(opposite), new Better("loss", 0.05));
        assertThat(loss.status()).isEqualTo(Status.PASSED);
        assertThat(loss.note()).contains("bootstrap");
    }

    @Test
    void eachSlice_judgesThoseThatAreLargeEnough() {
        Finding byLabel = judge(opposite, new EachSlice(new ByLabel(), 3, Threshold.of("accuracy", 0.9)));
        assertThat(byLabel.status()).isEqualTo(Status.FAILED);
        assertThat(byLabel.parts()).extracting(Finding::criterion).containsExactly("ham", "spam");
        assertThat(byLabel.parts().get(0).rows()).hasSize(4);

        Finding byKey = judge(good, new EachSlice(new ByKey("first"), 3, Threshold.of("accuracy", 0.9)));
        // c: cheap loan, cash prize, code review; all others are fewer
        assertThat(byKey.status()).isEqualTo(Status.PASSED);
        assertThat(byKey.parts())
                .filteredOn(part -> part.status() == Status.PASSED)
                .extracting(Finding::criterion)
                .containsExactly("c");
        assertThat(judge(good, new EachSlice(new ByPattern("money", "cash|money"), 4, Threshold.of("loss", 1)))
                        .status())
                .isEqualTo(Status.NOT_APPLICABLE);
        assertThat(judge(good, new EachSlice(new ByLength(List.of(11)), 1, Threshold.of("loss", 1)))
                        .parts())
                .extracting(Finding::criterion)
                .containsExactly("from 0 below 11", "from 11");
    }

    @Test
    void retainedGain_sharesOfTheChampionsGain_areComparedAboveBothFloors() {
        // the good adapter has all rows right and the other none: gains of 0.25 over 0.75, and of 0.5 over 0.5
        Finding kept = judge(good, Optional.of(good), new RetainedGain("accuracy", 0.9, 0, 0.25, 0.5));
        assertThat(kept.status()).isEqualTo(Status.PASSED);
        assertThat(kept.figures().get("measured")).isCloseTo(0.75 / 0.5, within(1e-12));
        assertThat(kept.figures().get("margin")).isCloseTo(0.75 - 0.9 * 0.5, within(1e-12));
        // a candidate with a smaller gain than is asked
        assertThat(judge(opposite, Optional.of(good), new RetainedGain("accuracy", 0.1, 0.9, 0, 0.25))
                        .status())
                .isEqualTo(Status.FAILED);
        // the new base alone has more right than the old one, so that less can be added
        Finding better = judge(good, Optional.of(good), new RetainedGain("accuracy", 0.9, 0, 0.8, 0.5));
        assertThat(better.status()).isEqualTo(Status.PASSED);
        assertThat(better.figures().get("measured")).isEqualTo(1);
        assertThat(judge(good, new RetainedGain("accuracy", 0.9, 0, 0.5, 0.5)).status())
                .isEqualTo(Status.NOT_APPLICABLE);
        // of the loss less is better: both fall from a floor of 3
        assertThat(judge(good, Optional.of(good), new RetainedGain("loss", 0.99, 0, 3, 3))
                        .figures()
                        .get("measured"))
                .isEqualTo(1);
    }

    @Test
    void retainedGain_championAddsNothing_mustBeEqualled() {
        RetainedGain asked = new RetainedGain("accuracy", 0.9, 0, 0.5, 0.5);
        Finding better = judge(good, Optional.of(opposite), asked);
        assertThat(better.status()).isEqualTo(Status.PASSED);
        assertThat(better.figures()).containsEntry("margin", 1.0).doesNotContainKey("measured");
        assertThat(judge(opposite, Optional.of(good), new RetainedGain("accuracy", 0.9, 0, 0, 1))
                        .status())
                .isEqualTo(Status.FAILED);
    }

    @Test
    void agreementByAnswer_lostAnswer_isShownByTheExactTestAmongAll() {
        Finding all = judge(good, Optional.of(good), new AgreementByAnswer(0.9, 0.95));
        assertThat(all.status()).isEqualTo(Status.PASSED);
        assertThat(all.parts()).hasSize(2).allSatisfy(part -> assertThat(part.figures())
                .containsEntry("measured", 1.0)
                .containsEntry("pValue", 1.0)
                .containsEntry("rows", 4.0));
        // none of four, twice: 0.5^4 each
        Finding lost = judge(opposite, Optional.of(good), new AgreementByAnswer(0.5, 0.8));
        assertThat(lost.status()).isEqualTo(Status.FAILED);
        assertThat(lost.parts())
                .allSatisfy(part -> assertThat(part.figures().get("pValue")).isCloseTo(1 / 16.0, within(1e-12)));
        assertThat(judge(opposite, Optional.of(good), new AgreementByAnswer(0.5, 0.9))
                        .status())
                .as("four rows each do not show it")
                .isEqualTo(Status.PASSED);
        assertThat(judge(good, new AgreementByAnswer(0.5, 0.9)).status()).isEqualTo(Status.NOT_APPLICABLE);
    }

    @Test
    void agreement_withTheChampion_isTheShareOfEqualAnswersWithItsExactInterval() {
        Finding all = judge(good, Optional.of(good), new Agreement(0.6, 0, 0.95));
        assertThat(all.status()).isEqualTo(Status.PASSED);
        assertThat(all.figures()).containsEntry("measured", 1.0).containsEntry("rows", 8.0);
        assertThat(all.figures().get("low")).isCloseTo(Math.pow(0.025, 1 / 8.0), within(1e-12));
        assertThat(judge(good, Optional.of(good), new Agreement(0.7, 0, 0.95)).status())
                .isEqualTo(Status.FAILED);
        Finding none = judge(opposite, Optional.of(good), new Agreement(0.1, 0, 0));
        assertThat(none.figures()).containsEntry("measured", 0.0);
        assertThat(none.rows()).isEmpty(); // texts of customers stay out of it
        assertThat(judge(good, new Agreement(0.5, 0, 0)).status()).isEqualTo(Status.NOT_APPLICABLE);
    }

    @Test
    void latencyRatio_isMeasuredAndSaysThatItMayDiffer() {
        Finding finding = judge(good, Optional.of(opposite), new LatencyRatio(1e6, 3));
        assertThat(finding.status()).isEqualTo(Status.PASSED);
        assertThat(finding.repeatable()).isFalse();
        assertThat(finding.figures().get("measured"))
                .isCloseTo(
                        finding.figures().get("candidateMillis")
                                / finding.figures().get("championMillis"),
                        within(1e-9));
        assertThat(judge(good, Optional.of(opposite), new LatencyRatio(1e-9, 3)).status())
                .isEqualTo(Status.FAILED);
        assertThat(judge(good, new LatencyRatio(1, 3)).status()).isEqualTo(Status.NOT_APPLICABLE);
    }

    @Test
    void judge_championOnAnotherBase_answersThere() {
        try (BaseModel other = TinyBase.open(2)) {
            Adapter elsewhere = Trainer.on(other)
                    .method(Lora.rank(2))
                    .task(TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer()))
                    .epochs(15)
                    .batchSize(8)
                    .learningRate(2e-2)
                    .train(ExampleSource.of(EXAMPLES))
                    .adapter();

            Verdict verdict =
                    Gate.of(NoWorse.than("accuracy", 0.5)).judge(good, base, DATA, Optional.of(elsewhere), other);

            double champion = Evaluation.of(elsewhere, other, ExampleSource.of(EXAMPLES))
                    .metrics()
                    .value("accuracy");
            assertThat(verdict.findings().get(0).figures()).containsEntry("champion", champion);
            assertThat(verdict.champion()).contains(elsewhere.hash());
        }
    }

    @Test
    void suites_areAboutOtherTexts() {
        var spelling = new TextPair("win cash now", "WIN CASH NOW");
        assertThat(judge(good, Invariance.of("case", List.of(spelling))).status())
                .isEqualTo(Status.PASSED);
        Finding varies =
                judge(good, Invariance.of("topic", List.of(spelling, new TextPair("free money", "meeting notes"))));
        assertThat(varies.status()).isEqualTo(Status.FAILED);
        assertThat(varies.figures()).containsEntry("measured", 0.5);
        assertThat(varies.rows().get(0)).hasToString("#1 \"meeting notes\": expected spam, given ham");

        var golden = Golden.of("known", List.of(new Golden.Answer("free money", "spam")));
        assertThat(judge(good, golden).status()).isEqualTo(Status.PASSED);
        assertThat(judge(opposite, golden).status()).isEqualTo(Status.FAILED);

        var kept = new Unchanged("kept", SPAM, 0, 0.5);
        assertThat(judge(opposite, Optional.of(opposite), kept).status()).isEqualTo(Status.PASSED);
        assertThat(judge(opposite, Optional.of(good), kept).rows()).hasSize(4);
        assertThat(judge(opposite, kept).status()).isEqualTo(Status.NOT_APPLICABLE);
    }

    @Test
    void calibrationSizeLatency_areMeasured() {
        assertThat(judge(opposite, Calibration.of(0.1)).status()).isEqualTo(Status.FAILED);
        assertThat(judge(good, Calibration.of(1)).status()).isEqualTo(Status.PASSED);
        assertThat(judge(good, new Size(good.weightBytes())).status()).isEqualTo(Status.PASSED);
        assertThat(judge(good, new Size(good.weightBytes() - 1)).status()).isEqualTo(Status.FAILED);
        Verdict timed = Gate.of(new Latency(50, 60_000, 5)).judge(good, base, ExampleSource.of(EXAMPLES));
        assertThat(timed.passed()).isTrue();
        assertThat(timed.repeatable()).isFalse();
        assertThat(timed.toMarkdown()).contains("may give another verdict");
    }

    private static Gate full() {
        return Gate.of(
                new Threshold("macroF1", 0.7, 0.9),
                new NoWorse("accuracy", 0.1, 0.95),
                new Better("loss", 0.05),
                new EachSlice(new ByLabel(), 2, Threshold.of("accuracy", 0.5)),
                Invariance.of("case", List.of(new TextPair("a|b", "A|B"))),
                Golden.of("known", List.of(new Golden.Answer("free money", "ham"))),
                new Size(1));
    }

    @Test
    void verdict_judgedTwice_isTheSameTextAndReadsBack() throws IOException {
        Verdict verdict = full().judge(good, base, DATA, Optional.of(opposite));
        Verdict again = full().judge(good, base, DATA, Optional.of(opposite));

        assertThat(verdict.passed()).isFalse();
        assertThat(again.toJson()).hasToString(verdict.toJson().toString());
        assertThat(again.toMarkdown()).isEqualTo(verdict.toMarkdown());
        assertThat(verdict.adapter()).isEqualTo(good.hash());
        assertThat(verdict.base()).isEqualTo(base.hash());
        assertThat(verdict.champion()).contains(opposite.hash());
        assertThat(verdict.data()).isEqualTo(Evaluation.hash(EXAMPLES));
        // as the manifest of an adapter that was trained on the same examples has it
        assertThat(good.manifest()
                        .training()
                        .getAsJsonObject("trainingData")
                        .get("hash")
                        .getAsString())
                .isEqualTo(verdict.data().toString());

        verdict.addTo(good).save(folder.resolve("a"));
        Adapter loaded = Adapter.load(folder.resolve("a"));
        assertThat(Verdict.of(loaded)).contains(verdict);
        assertThat(loaded.hash()).isEqualTo(good.hash());
        assertThat(Verdict.of(good)).isEmpty();
        Path file = folder.resolve("a/verdict.json");
        Files.writeString(file, Files.readString(file).replace("\"FAILED\"", "\"PASSED\""));
        assertThatThrownBy(() -> Adapter.load(folder.resolve("a")))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("verdict.json");
    }

    @Test
    void verdict_ofAnotherAdapterOrContradictingItself_isRefused() {
        Verdict verdict = Gate.of(Threshold.of("accuracy", 0.9)).judge(good, base, ExampleSource.of(EXAMPLES));

        assertThatThrownBy(() -> verdict.addTo(opposite))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining(opposite.hash().toString());
        Adapter stolen = opposite.withDocument("verdict", verdict.toJson());
        assertThatThrownBy(() -> Verdict.of(stolen)).isInstanceOf(InvalidAdapterException.class);
        JsonObject json = verdict.toJson();
        json.addProperty("passed", false);
        Adapter contradicting = good.withDocument("verdict", json);
        assertThatThrownBy(() -> Verdict.of(contradicting))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("passed");
        Adapter empty = good.withDocument("verdict", new JsonObject());
        assertThatThrownBy(() -> Verdict.of(empty))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("schema");
    }

    @Test
    void toJson_gate_hasTheKindAndComponentsOfEachCriterion() {
        Gate gate = new Gate(
                List.of(
                        new EachSlice(new ByLength(List.of(5, 9)), 30, Threshold.of("accuracy", 0.9)),
                        Golden.of("known", List.of(new Golden.Answer("hi", "ham")))),
                7);

        assertThat(gate.toJson()).isEqualTo(JsonParser.parseString("""
                {"seed": 7, "criteria": [
                  {"kind": "each-slice", "slicing": {"kind": "by-length", "bounds": [5, 9]}, "minimumRows": 30,
                   "criterion": {"kind": "threshold", "metric": "accuracy", "value": 0.9, "confidence": 0.0}},
                  {"kind": "golden", "name": "known", "answers": [{"text": "hi", "answer": "ham"}], "share": 1.0}]}
                """));
    }

    @Test
    void judge_whatCannotBe_isRefusedByName() {
        assertThatThrownBy(() -> judge(good, Threshold.of("f1", 0.9)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("\"f1\"")
                .hasMessageContaining("macroF1");
        assertThatThrownBy(() -> judge(good, new EachSlice(new ByKey("land"), 1, Threshold.of("loss", 1))))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("\"land\"")
                .hasMessageContaining("first");
        assertThatThrownBy(() -> Gate.of(new Size(1)).judge(good, base, ExampleSource.of(List.<Example>of())))
                .isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() ->
                        Gate.of(new Size(1)).judge(good, base, ExampleSource.of(List.of(new Example("x", "news")))))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("news");
        try (BaseModel other = TinyBase.open(2)) {
            assertThatThrownBy(() -> Gate.of(new Size(1)).judge(good, other, ExampleSource.of(EXAMPLES)))
                    .isInstanceOf(IncompatibleAdapterException.class);
        }
        assertThatThrownBy(Gate::of).isInstanceOf(IllegalArgumentException.class);
    }
}
