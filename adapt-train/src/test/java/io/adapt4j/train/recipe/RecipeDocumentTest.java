package io.adapt4j.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidRecipeException;
import io.adapt4j.method.dora.Dora;
import io.adapt4j.method.ia3.Ia3;
import io.adapt4j.method.loha.Loha;
import io.adapt4j.method.lokr.Lokr;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.lora.LoraInitialization;
import io.adapt4j.method.vera.Vera;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.Contrast;
import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.data.TextPair;
import io.adapt4j.train.data.policy.DataPolicy;
import io.adapt4j.train.data.policy.DataTags;
import io.adapt4j.train.data.policy.DataTags.Classification;
import io.adapt4j.train.data.policy.Detector;
import io.adapt4j.train.data.quality.LeakageCheck;
import io.adapt4j.train.gate.Better;
import io.adapt4j.train.gate.ByKey;
import io.adapt4j.train.gate.ByLabel;
import io.adapt4j.train.gate.ByLength;
import io.adapt4j.train.gate.ByPattern;
import io.adapt4j.train.gate.Calibration;
import io.adapt4j.train.gate.EachSlice;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.Golden;
import io.adapt4j.train.gate.Invariance;
import io.adapt4j.train.gate.Latency;
import io.adapt4j.train.gate.NoWorse;
import io.adapt4j.train.gate.Size;
import io.adapt4j.train.gate.Threshold;
import io.adapt4j.train.gate.Unchanged;
import io.adapt4j.train.optim.Adafactor;
import io.adapt4j.train.optim.AdamW;
import io.adapt4j.train.optim.Lion;
import io.adapt4j.train.optim.Schedule;
import io.adapt4j.train.optim.Sgd;
import io.adapt4j.train.recipe.document.Node;
import io.adapt4j.train.recipe.document.Problems;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.task.ClassWeights;
import io.adapt4j.train.task.ClassificationLoss;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.MultiLabelClassification;
import io.adapt4j.train.task.SimilarityLoss;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.task.TextEmbedding;
import io.adapt4j.train.task.TextRegression;
import io.adapt4j.train.task.TextSimilarity;
import io.adapt4j.train.task.TokenClassification;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeDocumentTest {
    private static final Path FOLDER = Path.of("recipes");
    private static final String YAML = """
            version: 1
            base:
              model: base.onnx
              tokenizer: tokenizer.json
            method: {name: lora, rank: 4}
            task:
              name: text-classification
              labels: [spam, ham]
            data:
              train: {path: mail.csv, columns: {text: subject}}
            optimizer:
              learningRate: 5e-3
            schedule: {epochs: 2}
            batch: {size: 8}
            seed: 7
            """;

    /** Each criterion and slicing that there is. */
    private static final Gate GATE = Gate.of(
                    new Threshold("accuracy", 0.9, 0.95),
                    NoWorse.than("macroF1", 0.01),
                    new Better("accuracy", 0.05),
                    new EachSlice(new ByLabel(), 5, Threshold.of("accuracy", 0.5)),
                    new EachSlice(new ByKey("team"), 1, Threshold.of("accuracy", 0.5)),
                    new EachSlice(new ByLength(List.of(10, 20)), 1, Threshold.of("accuracy", 0.5)),
                    new EachSlice(new ByPattern("money", "cash|money"), 1, Threshold.of("accuracy", 0.5)),
                    Invariance.of("case", List.of(new TextPair("a", "A"))),
                    Golden.of("known", List.of(new Golden.Answer("win", "spam"))),
                    Unchanged.of("kept", List.of("win")),
                    Calibration.of(0.1),
                    new Latency(99, 50, 10),
                    new Size(100_000))
            .withSeed(9);

    private static Recipe parse(String yaml) {
        return Recipe.parse("triage.yaml", yaml, FOLDER);
    }

    private static Recipe recipe() {
        return Recipe.of(
                        FOLDER,
                        BaseReference.of("base.onnx", "tokenizer.json"),
                        TextClassification.labels("spam", "ham"),
                        RecipeData.of(DataFile.csv("mail.csv").withColumn("text", "subject")))
                .withMethod(Lora.rank(4))
                .withHyperparameters(Hyperparameters.defaults()
                        .withLearningRate(5e-3)
                        .withHeadLearningRate(5e-3)
                        .withEpochs(2)
                        .withBatchSize(8)
                        .withSeed(7));
    }

    private static Stream<Recipe> recipes() {
        DataFile data = DataFile.csv("x.csv").withHash(ContentHash.of(new byte[] {1}));
        Recipe plain = recipe();
        return Stream.of(
                plain,
                plain.withName("triage")
                        .withBase(plain.base().withThreads(2).withHash(ContentHash.of(new byte[] {2})))
                        .withMethod(Lora.rank(3)
                                .alpha(5)
                                .dropout(0.1)
                                .rsLora(true)
                                .targets("attention.query", "value")
                                .rankPattern(Map.of("query", 2))
                                .alphaPattern(Map.of("value", 1.5))
                                .initialization(LoraInitialization.PISSA)),
                plain.withMethod(Dora.rank(2).targets("query")),
                plain.withMethod(Ia3.targets("key", "value").feedforward("dense")),
                plain.withMethod(Loha.rank(2).alpha(3)),
                plain.withMethod(
                        new Lokr(Loha.rank(2).ranks(), true, 4, Lora.rank(1).targets())),
                plain.withMethod(new Vera(4, 0.2, 9, Lora.rank(1).targets())),
                plain.withHyperparameters(new Hyperparameters(
                        5,
                        100,
                        16,
                        1e-4,
                        2e-4,
                        0.02,
                        new AdamW(0.8, 0.99, 1e-6),
                        0.2,
                        Schedule.LINEAR,
                        0,
                        0.99,
                        4,
                        1,
                        0,
                        1,
                        2,
                        Long.MAX_VALUE)),
                Recipe.of(
                        FOLDER,
                        plain.base(),
                        TextClassification.inferLabels()
                                .head(new HeadConfig.Linear())
                                .headDropout(0)
                                .labelSmoothing(0.1)
                                .pooling(Pooling.CLS)
                                .maxLength(64),
                        RecipeData.of(data).withEvaluation(data)),
                Recipe.of(
                                FOLDER,
                                plain.base(),
                                TextClassification.labels("a", "b")
                                        .loss(new ClassificationLoss.Focal(1.5))
                                        .classWeights(ClassWeights.of(Map.of("a", 2.0))),
                                RecipeData.of(
                                                data.withTags(DataTags.of(Classification.INTERNAL)
                                                        .withResidency("EU", "CH")
                                                        .withLabels("mail")),
                                                DataFile.of("y.jsonl", "jsonl"))
                                        .withEvaluation(new HeldOut.Stratified(0.1, 5))
                                        .withTest(new HeldOut.Latest(0.2, "sent"))
                                        .withLeakage(LeakageCheck.on(LeakageCheck.OnLeak.REMOVE)
                                                .nearDuplicates(0.8))
                                        .withBalance(new Balance.PerLabel(50, 1))
                                        .withIndex(IndexedRecords.withSecretIn("KEY")
                                                .withIdentifiers(Detector.PHONE)))
                        .withPolicy(DataPolicy.none()
                                .upTo(Classification.CONFIDENTIAL)
                                .residency("EU")
                                .refuse("health")
                                .redact(Detector.EMAIL, Detector.regex("TICKET", "T-\\d+")))
                        .withGate(GATE)
                        .withStart(AdapterReference.of("may"))
                        .withChampion(AdapterReference.of("april").withHash(ContentHash.of(new byte[] {1}))),
                Recipe.of(
                        FOLDER,
                        plain.base(),
                        TextClassification.inferLabels().classWeights(new ClassWeights.Balanced()),
                        RecipeData.of(data)
                                .withEvaluation(new HeldOut.Files(List.of(data, data)))
                                .withTest(new HeldOut.Random(0.5, 42))
                                .withBalance(new Balance.Oversample(42))
                                .withIndex(new IndexedRecords(Optional.empty(), List.of()))),
                plain.withHyperparameters(plain.hyperparameters()
                        .withOptimizer(new Sgd(0.5, true))
                        .withSchedule(Schedule.ONE_CYCLE)
                        .withLayerDecay(0.9)
                        .withAccumulation(2)
                        .withEmbeddingNoise(5)),
                plain.withHyperparameters(plain.hyperparameters().withOptimizer(new Adafactor(0.7, 2, true))),
                plain.withHyperparameters(plain.hyperparameters().withOptimizer(new Lion())),
                Recipe.of(
                        FOLDER,
                        plain.base(),
                        TextEmbedding.triplets()
                                .distance(Objective.Distance.EUCLIDEAN)
                                .margin(2),
                        RecipeData.of(data)),
                Recipe.of(
                        FOLDER,
                        plain.base(),
                        TextSimilarity.scored().loss(new SimilarityLoss.Cosent(10)),
                        RecipeData.of(data)),
                Recipe.of(
                        FOLDER,
                        plain.base(),
                        MultiLabelClassification.labels("a", "b").threshold(0.4),
                        RecipeData.of(data)),
                plain.withContrast(new Contrast.Proxies(10, true)),
                plain.withContrast(new Contrast.InBatch(20)),
                plain.withContrast(new Contrast.Pairs(3, new SimilarityLoss.Cosent(5))),
                Recipe.of(FOLDER, plain.base(), TextRegression.of("stars"), RecipeData.of(data)),
                Recipe.of(FOLDER, plain.base(), TextEmbedding.pairs().scale(10), RecipeData.of(data)),
                Recipe.of(FOLDER, plain.base(), TextSimilarity.scored(), RecipeData.of(data)),
                Recipe.of(FOLDER, plain.base(), TokenClassification.kinds("PER"), RecipeData.of(data)));
    }

    @Test
    void parse_yaml_givesTheRecipe() {
        assertThat(parse(YAML)).isEqualTo(recipe());
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void parse_whatWasWritten_givesTheSame(Recipe recipe) {
        Recipe read = Recipe.parse("x.json", recipe.toJson().toString(), FOLDER);

        assertThat(read).isEqualTo(recipe);
        assertThat(read.hash()).isEqualTo(recipe.hash());
        assertThat(schema().validate(recipe.toJson().toString(), InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void hash_otherFormOfTheSame_isTheSame() {
        String other = """
                # a comment
                seed: 7
                batch:
                  size: 8
                schedule: {warmupRatio: 0.1, epochs: 2, decay: cosine}
                optimizer: {learningRate: 0.005, headLearningRate: 0.0050}
                precision: fp32
                data: {train: {columns: {"text": 'subject'}, format: csv, path: mail.csv}}
                task: {labels: [spam, ham], name: text-classification, headDropout: 0.1}
                method: {rank: 4, name: lora, alpha: 8, dropout: 0}
                base: {tokenizer: tokenizer.json, model: base.onnx, threads: 1}
                version: 1
                """;

        assertThat(parse(other).hash()).isEqualTo(parse(YAML).hash());
        assertThat(parse(YAML.replace("seed: 7", "seed: 8")).hash())
                .isNotEqualTo(parse(YAML).hash());
        assertThat(Recipe.parse("x.json", recipe().toJson().toString().replace(",", ",\n\t"), FOLDER))
                .isEqualTo(recipe());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "seed: 7|sede: 7|line 15, sede: unknown field; did you mean \"seed\"?",
                "rank: 4|rank: four|line 5, method.rank: should be a whole number from 1 to 65536, but is the text \"four\"",
                "rank: 4|rank: 0|line 5, method.rank: should be a whole number from 1",
                "rank: 4|rank: 4.5|line 5, method.rank: should be a whole number",
                "name: lora, rank: 4|name: lora|line 5, method: the field \"rank\" is missing",
                "name: lora|name: lroa|line 5, method.name: unknown name the text \"lroa\"; did you mean \"lora\"?",
                "[spam, ham]|[spam, 1]|line 8, task.labels[1]: should be a text, but is the number 1",
                "[spam, ham]|spam|line 8, task.labels: should be a list",
                "learningRate: 5e-3|learningrate: 5e-3|did you mean \"learningRate\"?",
                "learningRate: 5e-3|learningRate: -1|line 12, optimizer.learningRate: should be a number in (0.0",
                "learningRate: 5e-3|learningRate: 1e999999999|line 12, optimizer.learningRate: should be a number",
                "learningRate: 5e-3|learningRate: .nan|line 12, optimizer.learningRate: should be a number",
                "seed: 7|precision: bf16|line 15, precision: unknown value the text \"bf16\"; known are [fp32]",
                "version: 1|version: 2|line 1, version: unknown version 2; this library reads 1 to 1",
                "version: 1||the field \"version\" is missing",
                "batch: {size: 8}|batch: [8]|line 14, batch: should be an object with the fields [size, accumulation, embeddingNoise], but is a list",
                "seed: 7|seed: {|malformed",
                "{path: mail.csv,|{path: mail.csv, hash: sha256:1,|data.train.hash: should be sha256: and 64 hexadecimal digits"
            })
    void parse_wrongDocument_saysWhereAndWhat(String right, String wrong, String message) {
        String yaml = YAML.replace(right, wrong == null ? "" : wrong);

        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("triage.yaml")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "loss: {name: focal, gama: 2}|task|line 9, task.loss.gama: unknown field; did you mean \"gamma\"?",
                "loss: {name: focal, gamma: -1}|task|line 9, task.loss: gamma is 0 or more",
                "classWeights: {spam: 0}|task|line 9, task.classWeights.spam: should be a number in (0.0",
                "classWeights: balance|task|line 9, task.classWeights: unknown value the text \"balance\"; did you mean",
                "algorithm: {name: adamw, beta1: 2}|optimizer|line 13, optimizer.algorithm: beta1 is in [0, 1)",
                "algorithm: {name: adam}|optimizer|did you mean \"adamw\"?",
                "evaluation: {split: stratifed, share: 0.1}|data|line 11, data.evaluation.split: unknown split",
                "evaluation: {split: random, share: 1}|data|line 11, data.evaluation.share: should be a number in (0.0, 1.0)",
                "evaluation: {split: latest, share: 0.1}|data|the field \"by\" is missing",
                "evaluation: []|data|line 11, data.evaluation: should be a list of at least one",
                "test: {path: t.csv, tags: {classification: secret}}|data|unknown value the text \"secret\"; known are",
                "test: {path: t.csv, tags: {residence: [EU]}}|data|did you mean \"residency\"?",
                "leakage: {onLeak: refuze}|data|did you mean \"refuse\"?",
                "leakage: {nearDuplicates: 1.5}|data|line 11, data.leakage.nearDuplicates: should be a number in (0.0, 1.0]",
                "balance: {name: per-label, examples: 0}|data|line 11, data.balance.examples: should be a whole number",
                "index: {secret: abc}|data|line 11, data.index.secret: unknown field",
                "policy: {redact: [emial]}|seed|line 16, policy.redact[0]: unknown value the text \"emial\"; did you mean",
                "policy: {redact: [{name: X, pattern: '(?=a)'}]}|seed|line 16, policy.redact[0]: The pattern of the detector X",
                "policy: {highest: top}|seed|line 16, policy.highest: unknown value the text \"top\"",
                "gate: {criteria: []}|seed|line 16, gate.criteria: should be a list of at least one",
                "gate: {criteria: [{kind: treshold}]}|seed|line 16, gate.criteria[0].kind: unknown kind",
                "gate: {criteria: [{kind: threshold, metric: f1}]}|seed|the field \"value\" is missing",
                "gate: {criteria: [{kind: size, atMostBytes: 0}]}|seed|line 16, gate.criteria[0]: atMostBytes is positive",
                "gate: {criteria: [{kind: size, atMostBytes: 9}]}|seed|The gate has no examples to judge on"
            })
    void parse_wrongLineAdded_saysWhereAndWhat(String line, String section, String message) {
        List<String> lines = new ArrayList<>(YAML.lines().toList());
        int at = lines.indexOf(lines.stream()
                .filter(each -> each.startsWith(section + ":"))
                .findFirst()
                .orElseThrow());
        do {
            at++;
        } while (at < lines.size() && lines.get(at).startsWith(" "));
        lines.add(at, line.startsWith("policy") || line.startsWith("gate") ? line : "  " + line);

        assertThatThrownBy(() -> parse(String.join("\n", lines)))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining(message);
    }

    @Test
    void save_criterionOnSlicesOfSlices_isRefused() {
        Recipe nested = recipe().withData(recipe().data().withTest(new HeldOut.Random(0.5, 1)))
                .withGate(Gate.of(new EachSlice(
                        new ByLabel(), 1, new EachSlice(new ByLabel(), 1, Threshold.of("accuracy", 0.5)))));

        assertThatThrownBy(nested::toJson).hasMessageContaining("EachSlice");
    }

    @Test
    void parse_severalErrors_listsThemAllByLine() {
        String yaml = YAML.replace("rank: 4", "rank: -1")
                .replace("text-classification", "text-clasification")
                .replace("size: 8", "sise: 8");

        assertThatThrownBy(() -> parse(yaml))
                .hasMessageMatching("(?s).*line 5, method.rank.*line 7, task.name.*did you mean"
                        + " \"text-classification\".*line 14, batch.sise.*did you mean \"size\".*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"seed: 7\nseed: 8", "seed: &a 7\nname: *a", "--- 1\n---", "seed: !!binary aGk=", "a: &a [*a]"})
    void parse_whatIsNotPlainData_isRefused(String wrong) {
        assertThatThrownBy(() -> parse(YAML.replace("seed: 7", wrong))).isInstanceOf(InvalidRecipeException.class);
    }

    @Test
    void parse_malformedJson_isRefused() {
        assertThatThrownBy(() -> Recipe.parse("x.json", "{\"version\": 1,}", FOLDER))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("malformed");
    }

    @Test
    void schema_published_isThatOfTheReader() throws IOException {
        try (InputStream in = Recipe.class.getResourceAsStream("recipe.schema.json")) {
            String published = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(JsonParser.parseString(published))
                    .isEqualTo(JsonParser.parseString(RecipeShape.schema().toString()));
        }
    }

    private static Schema schema() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(RecipeShape.schema().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rank: 4 -> rank: 0",
                "seed: 7 -> sede: 7",
                "name: lora -> name: lroa",
                "seed: 7 -> precision: bf16",
                "learningRate: 5e-3 -> learningRate: 0",
                "[spam, ham] -> [spam, 1]",
                "version: 1 -> version: 2",
                "size: 8 -> size: 1.5"
            })
    void schema_wrongDocument_refusesItAsTheReaderDoes(String change) {
        String[] sides = change.split(" -> ", -1);
        String wrong = YAML.replace(sides[0], sides[1]);

        assertThat(schema().validate(YAML, InputFormat.YAML)).isEmpty();
        assertThat(schema().validate(wrong, InputFormat.YAML)).isNotEmpty();
        assertThatThrownBy(() -> parse(wrong)).isInstanceOf(InvalidRecipeException.class);
    }

    @Test
    void upgrade_olderDocument_isBroughtToTheCurrentVersion() {
        Upgrades upgrades = new Upgrades(List.of(old -> {
            Map<String, Node> fields = new LinkedHashMap<>(old.fields());
            Node rate = Objects.requireNonNull(fields.remove("learningRate"));
            fields.put("optimizer", new Node.Fields(rate.line(), "optimizer", Map.of("learningRate", rate)));
            return new Node.Fields(old.line(), old.path(), fields);
        }));
        Map<String, Node> flat = new LinkedHashMap<>();
        flat.put("version", new Node.Numeral(1, "version", "1"));
        flat.put("learningRate", new Node.Numeral(2, "learningRate", "0.1"));

        Optional<Node> upgraded = upgrades.upgrade(new Node.Fields(1, "", flat), new Problems("x"));

        Node.Fields fields = (Node.Fields) upgraded.orElseThrow();
        assertThat(fields.fields()).containsOnlyKeys("version", "optimizer");
        assertThat(fields.fields().get("version")).isEqualTo(new Node.Numeral(1, "version", "2"));
        assertThat(((Node.Fields) Objects.requireNonNull(fields.fields().get("optimizer"))).fields())
                .containsEntry("learningRate", new Node.Numeral(2, "learningRate", "0.1"));
    }
}
