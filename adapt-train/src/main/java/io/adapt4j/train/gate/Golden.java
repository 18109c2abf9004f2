package io.adapt4j.train.gate;

import io.adapt4j.train.evaluate.AnswerForm;
import io.adapt4j.train.evaluate.ComparedRow;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts whose answers are known and must be right.
 *
 * @param name what the suite is about
 * @param answers the texts with their answers
 * @param share of texts that must be answered so, in [0, 1]
 */
public record Golden(String name, List<Answer> answers, double share) implements Criterion {

    /**
     * A text with its answer.
     *
     * @param answer in the form of {@link AnswerForm}: a label, or labels in brackets in alphabetical order
     */
    public record Answer(String text, String answer) {}

    public Golden {
        answers = List.copyOf(answers);
        Checks.require(!answers.isEmpty(), "there is at least one golden answer", answers);
        Checks.share(share);
    }

    /** All texts must be answered so. */
    public static Golden of(String name, List<Answer> answers) {
        return new Golden(name, answers, 1);
    }

    @Override
    public String describe() {
        return "golden answers are given: " + name;
    }

    @Override
    public Finding judge(Trial trial) {
        List<?> given =
                trial.candidate().answers(answers.stream().map(Answer::text).toList());
        List<ComparedRow> different = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String text = AnswerForm.text(given.get(i));
            Answer golden = answers.get(i);
            if (!text.equals(golden.answer())) {
                different.add(new ComparedRow(i, golden.text(), golden.answer(), text));
            }
        }
        return Suite.judge(this, answers.size(), different, share);
    }
}
