package io.adapt4j.train.testing;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.evaluate.AnswerForm;
import io.adapt4j.train.evaluate.Answerer;
import io.adapt4j.train.evaluate.Evaluation;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.TestData;
import io.adapt4j.train.gate.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;

/** Assertions on the answers that an adapter gives on a base. */
public final class AnswersAssert extends AbstractAssert<AnswersAssert, Adapter> {
    private final BaseModel base;

    AnswersAssert(Adapter actual, BaseModel base) {
        super(actual, AnswersAssert.class);
        this.base = base;
    }

    /** Measures a metric, such as {@code accuracy}, on examples. */
    public <E> ScoreAssert scores(String metric, ExampleSource<E> examples) {
        return new ScoreAssert(this, metric, Evaluation.of(actual, base, examples)).as(info.description());
    }

    /** Asks a text. */
    public AnswerAssert answers(String text) {
        String answer = AnswerForm.text(ask(actual, List.of(text)).get(0));
        return new AnswerAssert(this, text, answer).as(info.description());
    }

    /** It gives to each of these texts the answer that the other adapter gives. */
    public AnswersAssert answersLike(Adapter other, List<String> texts) {
        List<?> given = ask(actual, texts);
        List<?> expected = ask(other, texts);
        List<String> different = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            if (AnswerForm.distance(given.get(i), expected.get(i)) != 0) {
                different.add("\"" + texts.get(i) + "\": expected " + AnswerForm.text(expected.get(i)) + ", given "
                        + AnswerForm.text(given.get(i)));
            }
        }
        if (!different.isEmpty()) {
            failWithMessage(
                    "Expected %s to answer %s texts like %s, but %s are answered otherwise:%n  %s",
                    actual,
                    texts.size(),
                    other,
                    different.size(),
                    String.join(System.lineSeparator() + "  ", different));
        }
        return this;
    }

    /**
     * It gives to the texts of a file the answers that the file holds, a JSON object of texts and answers. Run the test with
     * {@code -Dadapt4j.golden.update=true} to have the answers of this adapter written to it, for the texts that it has and the
     * given ones; then look at what changed and commit it.
     *
     * @param file such as {@code src/test/resources/triage.golden.json}
     * @param texts that the file should have
     */
    public AnswersAssert hasGoldenAnswers(Path file, String... texts) {
        GoldenFile golden = GoldenFile.read(file, List.of(texts));
        List<String> given =
                ask(actual, golden.texts()).stream().map(AnswerForm::text).toList();
        if (GoldenFile.updating()) {
            golden.write(given);
            return this;
        }
        List<String> different = golden.different(given);
        if (!different.isEmpty()) {
            failWithMessage(
                    "Expected %s to give the golden answers of %s, but %s of %s are others:%n  %s%n"
                            + "If they are better, run the test with -D%s=true and commit the file.",
                    actual,
                    file,
                    different.size(),
                    golden.texts().size(),
                    String.join(System.lineSeparator() + "  ", different),
                    GoldenFile.UPDATE);
        }
        return this;
    }

    /** It passes a gate. */
    public <E> AnswersAssert passes(Gate gate, ExampleSource<E> examples) {
        return passes(gate, TestData.of(examples), Optional.empty());
    }

    /** It passes a gate that compares it with a champion. */
    public AnswersAssert passes(Gate gate, TestData<?> data, Optional<Adapter> champion) {
        Verdict verdict = gate.judge(actual, base, data, champion);
        if (!verdict.passed()) {
            failWithMessage("Expected %s to pass the gate, but:%n%s", actual, verdict.toMarkdown());
        }
        return this;
    }

    private List<?> ask(Adapter adapter, List<String> texts) {
        try (Answerer answerer = new Answerer(base, adapter)) {
            return answerer.answers(texts);
        }
    }
}
