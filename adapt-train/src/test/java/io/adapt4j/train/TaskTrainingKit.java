package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Entities;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.Regression;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.MultiLabelExample;
import io.adapt4j.train.data.NumericExample;
import io.adapt4j.train.data.ScoredPair;
import io.adapt4j.train.data.TaggedText;
import io.adapt4j.train.data.TextPair;
import io.adapt4j.train.data.TextTriplet;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.task.ClassWeights;
import io.adapt4j.train.task.ClassificationLoss;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.MultiLabelClassification;
import io.adapt4j.train.task.SimilarityLoss;
import io.adapt4j.train.task.Teacher;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.task.TextEmbedding;
import io.adapt4j.train.task.TextRegression;
import io.adapt4j.train.task.TextSimilarity;
import io.adapt4j.train.task.TokenClassification;
import io.adapt4j.train.task.TrainingTask;
import io.adapt4j.train.testing.TinyBase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every task is learnt, saved, loaded and served. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TaskTrainingKit {
    private final BaseForm form;
    private BaseModel base;

    @TempDir
    private Path folder;

    TaskTrainingKit(BaseForm form) {
        this.form = form;
    }

    @BeforeAll
    void open() {
        base = form.open(1);
    }

    @AfterAll
    void close() {
        base.close();
    }

    private <E> AdapterHost train(TrainingTask<E, ?> task, List<E> examples, double atLeast) {
        List<E> held = examples.subList(0, examples.size() / 4);
        TrainingResult result = Trainer.on(base)
                .method(Lora.rank(4))
                .task(task)
                .epochs(12)
                .batchSize(16)
                .learningRate(1e-2)
                .seed(7)
                .evaluateOn(ExampleSource.of(held))
                .train(ExampleSource.of(examples.subList(held.size(), examples.size())));
        Metrics metrics = result.best().orElseThrow().metrics();
        assertThat(metrics.value(metrics.primary())).as(metrics.toString()).isGreaterThan(atLeast);
        result.adapter().save(folder.resolve("adapter"));
        Adapter loaded = Adapter.load(folder.resolve("adapter"));
        assertThat(loaded).isEqualTo(result.adapter());
        AdapterHost host = AdapterHost.on(base);
        host.deploy("task", loaded);
        return host;
    }

    @Test
    void multiLabel_isLearnt() {
        List<MultiLabelExample> examples = new ArrayList<>();
        for (Example mail : Mail.examples(160, 1)) {
            boolean urgent = examples.size() % 3 == 0;
            Set<String> labels = mail.label().equals("spam")
                    ? urgent ? Set.of("spam", "urgent") : Set.of("spam")
                    : urgent ? Set.of("urgent") : Set.of();
            examples.add(new MultiLabelExample(mail.text() + (urgent ? " !!!" : ""), labels));
        }
        var task = MultiLabelClassification.inferLabels().tokenizer(TinyBase.tokenizer());
        try (AdapterHost host = train(task, examples, 0.9)) {
            assertThat(host.answer("task", "free money !!!", MultiLabel.class).given())
                    .containsExactly("spam", "urgent");
            assertThat(host.answer("task", "meeting notes", MultiLabel.class).given())
                    .isEmpty();
        }
    }

    @Test
    void regression_isLearntInTheUnitOfTheExamples() {
        SplittableRandom random = new SplittableRandom(3);
        List<NumericExample> examples = new ArrayList<>();
        for (int i = 0; i < 160; i++) {
            int marks = random.nextInt(6);
            examples.add(NumericExample.of("note " + "! ".repeat(marks), 1000 + 100 * marks));
        }
        var task = TextRegression.of("price").tokenizer(TinyBase.tokenizer());
        try (AdapterHost host = train(task, examples, 0.9)) {
            float low = host.answer("task", "note !", Regression.class).value();
            float high = host.answer("task", "note ! ! ! ! !", Regression.class).value();
            assertThat(low).isBetween(1000f, 1300f);
            assertThat(high).isBetween(1300f, 1600f);
        }
    }

    @Test
    void entities_areLearnt() {
        List<String> names = List.of("ada", "bob", "eve", "zoe");
        List<String> verbs = List.of("wrote", "paid", "called", "met");
        SplittableRandom random = new SplittableRandom(5);
        List<TaggedText> examples = new ArrayList<>();
        for (int i = 0; i < 160; i++) {
            String name = names.get(random.nextInt(names.size()));
            String verb = verbs.get(random.nextInt(verbs.size()));
            examples.add(
                    i % 2 == 0
                            ? new TaggedText(List.of(name, verb, "77"), List.of("B-PER", "O", "B-NUM"))
                            : new TaggedText(List.of("we", verb, name, "42"), List.of("O", "O", "B-PER", "B-NUM")));
        }
        var task = TokenClassification.inferKinds().tokenizer(TinyBase.tokenizer());
        try (AdapterHost host = train(task, examples, 0.8)) {
            assertThat(host.answer("task", "we paid zoe 42", Entities.class).found())
                    .extracting(Entities.Entity::text)
                    .contains("zoe", "42");
        }
    }

    @Test
    void embedding_learnsWhatBelongsTogether() {
        List<TextPair> examples = new ArrayList<>();
        List<String> topics = List.of("cash", "lunch", "code", "rain", "golf", "news", "jazz", "visa");
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 160; i++) {
            String topic = topics.get(random.nextInt(topics.size()));
            examples.add(new TextPair("about " + topic, topic.substring(0, 2) + " " + topic + "?"));
        }
        var task = TextEmbedding.pairs().tokenizer(TinyBase.tokenizer());
        try (AdapterHost host = train(task, examples, 0.9)) {
            assertThat(host.similarity("task", "about golf", "go golf?"))
                    .isGreaterThan(host.similarity("task", "about golf", "la lunch?"));
        }
    }

    @Test
    void similarity_learnsTheScores() {
        List<Example> mail = Mail.examples(200, 2);
        SplittableRandom random = new SplittableRandom(8);
        List<ScoredPair> examples = new ArrayList<>();
        for (int i = 0; i < mail.size(); i++) {
            Example a = mail.get(i);
            Example b = mail.get(random.nextInt(mail.size()));
            examples.add(new ScoredPair(a.text(), b.text(), a.label().equals(b.label()) ? 1 : 0));
        }
        var task = TextSimilarity.scored().tokenizer(TinyBase.tokenizer());
        try (AdapterHost host = train(task, examples, 0.7)) {
            assertThat(host.similarity("task", "free money", "win cash now"))
                    .isGreaterThan(host.similarity("task", "free money", "meeting notes"));
        }
    }

    @Test
    void similarity_learnsTheOrderOfScoresOnAnyScale() {
        List<Example> mail = Mail.examples(200, 2);
        SplittableRandom random = new SplittableRandom(8);
        List<ScoredPair> examples = new ArrayList<>();
        for (Example a : mail) {
            Example b = mail.get(random.nextInt(mail.size()));
            examples.add(new ScoredPair(a.text(), b.text(), a.label().equals(b.label()) ? 5 : 2));
        }
        var task = TextSimilarity.scored().loss(new SimilarityLoss.Cosent()).tokenizer(TinyBase.tokenizer());
        try (AdapterHost host = train(task, examples, 0.7)) {
            assertThat(host.similarity("task", "free money", "win cash now"))
                    .isGreaterThan(host.similarity("task", "free money", "meeting notes"));
        }
    }

    @Test
    void triplets_areLearnt() {
        List<Example> mail = Mail.examples(200, 2);
        List<TextTriplet> examples = new ArrayList<>();
        for (int i = 0; i + 3 < mail.size(); i++) {
            examples.add(new TextTriplet(
                    mail.get(i).text(), mail.get(i + 2).text(), mail.get(i + 3).text()));
        }
        var task = TextEmbedding.triplets().tokenizer(TinyBase.tokenizer());
        try (AdapterHost host = train(task, examples, 0.85)) {
            assertThat(host.similarity("task", "free money", "win cash now"))
                    .isGreaterThan(host.similarity("task", "free money", "meeting notes"));
        }
    }

    @Test
    void classification_withFocalLossAndBalancedClasses_isLearnt() {
        List<Example> examples = new ArrayList<>(Mail.examples(120, 1));
        for (int i = examples.size() - 1; i > 40; i--) {
            if (examples.get(i).label().equals("ham") && i % 4 != 1) {
                examples.remove(i);
            }
        }
        var task = TextClassification.inferLabels()
                .loss(new ClassificationLoss.Focal(2))
                .classWeights(new ClassWeights.Balanced())
                .tokenizer(TinyBase.tokenizer());
        try (AdapterHost host = train(task, examples, 0.9)) {
            assertThat(host.classify("task", "lunch today").label()).isEqualTo("ham");
        }
    }

    /** All labels are wrong, and the teacher is followed. */
    @Test
    void classification_distilled_followsTheTeacher() {
        Teacher teacher = Teacher.of(texts -> texts.stream()
                .map(text ->
                        text.contains("money") || text.contains("cash") || text.contains("win") || text.contains("loan")
                                ? new Classification(List.of("ham", "spam"), List.of(0.02f, 0.98f))
                                : new Classification(List.of("ham", "spam"), List.of(0.98f, 0.02f)))
                .toList());
        List<Example> wrong = Mail.examples(120, 1).stream()
                .map(example -> new Example(example.text(), example.label().equals("spam") ? "ham" : "spam"))
                .toList();
        var task = TextClassification.labels("spam", "ham")
                .head(new HeadConfig.Linear())
                .loss(new ClassificationLoss.Distillation("rules", teacher, 2, 1))
                .tokenizer(TinyBase.tokenizer());
        Adapter adapter = Trainer.on(base)
                .method(Lora.rank(4))
                .task(task)
                .epochs(12)
                .batchSize(16)
                .learningRate(1e-2)
                .train(ExampleSource.of(wrong))
                .adapter();
        try (AdapterHost host = AdapterHost.on(base)) {
            host.deploy("task", adapter);
            assertThat(host.classify("task", "free money").label()).isEqualTo("spam");
            assertThat(host.classify("task", "meeting notes").label()).isEqualTo("ham");
        }
        assertThat(task.toJson().getAsJsonObject("loss").get("teacher").getAsString())
                .isEqualTo("rules");
    }

    @Test
    void teacher_thatDoesNotFit_isRefusedByName() {
        List<Example> mail = Mail.examples(8, 1);
        var task = TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer());
        Teacher strange = Teacher.of(texts -> texts.stream()
                .map(text -> new Classification(List.of("good", "bad"), List.of(0.5f, 0.5f)))
                .toList());
        Teacher broken = (texts, labels) -> new double[texts.size()][1];
        Teacher short1 = (texts, labels) -> new double[1][2];
        assertTeacherRefused(task, mail, strange, "good");
        assertTeacherRefused(task, mail, broken, "2 finite logits");
        assertTeacherRefused(task, mail, short1, "8 texts");
        assertThatThrownBy(() -> Trainer.on(base)
                        .task(task.classWeights(ClassWeights.of(Map.of("news", 2.0))))
                        .train(ExampleSource.of(mail)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("news");
    }

    private void assertTeacherRefused(TextClassification task, List<Example> mail, Teacher teacher, String named) {
        assertThatThrownBy(() -> Trainer.on(base)
                        .task(task.loss(ClassificationLoss.Distillation.from("mentor", teacher)))
                        .train(ExampleSource.of(mail)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining(named);
    }

    @Test
    void examples_thatDoNotFit_areRefusedByName() {
        var labels = MultiLabelClassification.labels("a").tokenizer(TinyBase.tokenizer());
        var numbers = TextRegression.of("x", "y").tokenizer(TinyBase.tokenizer());
        var pairs = TextEmbedding.pairs().tokenizer(TinyBase.tokenizer());
        var scored = TextSimilarity.scored().tokenizer(TinyBase.tokenizer());
        var tags = TokenClassification.kinds("PER").tokenizer(TinyBase.tokenizer());

        assertRefused(labels, new MultiLabelExample("t", Set.of("b")), "[b]");
        assertRefused(labels, new MultiLabelExample("t", Set.of()), "label");
        assertRefused(numbers, NumericExample.of("t", 1), "[x, y]");
        assertRefused(numbers, new NumericExample("t", List.of(1.0, Double.NaN)), "NaN");
        assertRefused(pairs, new TextPair("a", "b"), "second");
        assertRefused(scored, new ScoredPair("a", "b", 2), "2.0");
        assertRefused(tags, new TaggedText(List.of("w"), List.of("B-LOC")), "B-LOC");
        assertRefused(tags, new TaggedText(List.of("w"), List.of("PER")), "PER");
        assertThatThrownBy(() -> new TaggedText(List.of("w"), List.of())).isInstanceOf(InvalidDataException.class);
    }

    private <E> void assertRefused(TrainingTask<E, ?> task, E example, String named) {
        assertThatThrownBy(() -> Trainer.on(base).task(task).train(ExampleSource.of(List.of(example))))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining(named);
        assertThatThrownBy(() -> Trainer.on(base).task(task).train(ExampleSource.of(List.of())))
                .isInstanceOf(InvalidDataException.class);
    }
}
