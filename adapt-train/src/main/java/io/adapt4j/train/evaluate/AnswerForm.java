package io.adapt4j.train.evaluate;

import io.adapt4j.task.Classification;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.Entities;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.Regression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;

/**
 * Answers as text, and how far two answers of one task are from each other. A label is its name; labels are in brackets in
 * alphabetical order; numbers have five significant digits; entities are {@code KIND "text"}. Embeddings have no text that
 * could be compared.
 */
public final class AnswerForm {
    private static final Map<Class<?>, Form<Object>> FORMS = new HashMap<>();

    static {
        register(Classification.class, Classification::label, AnswerForm::sameText);
        register(MultiLabel.class, answer -> new TreeSet<>(answer.given()).toString(), AnswerForm::sameText);
        register(Entities.class, AnswerForm::entities, AnswerForm::sameText);
        register(Regression.class, AnswerForm::numbers, AnswerForm::farthest);
        register(Embedding.class, Embedding::toString, (one, other) -> 1 - one.cosine(other));
    }

    private record Form<A>(Function<A, String> text, ToDoubleBiFunction<A, A> distance) {}

    private AnswerForm() {}

    private static <A> void register(Class<A> answers, Function<A, String> text, ToDoubleBiFunction<A, A> distance) {
        FORMS.put(
                answers,
                new Form<>(
                        answer -> text.apply(answers.cast(answer)),
                        (one, other) -> distance.applyAsDouble(answers.cast(one), answers.cast(other))));
    }

    private static Form<Object> of(Object answer) {
        Form<Object> form = FORMS.get(answer.getClass());
        if (form == null) {
            throw new IllegalArgumentException(
                    "No task answers with " + answer.getClass().getName());
        }
        return form;
    }

    /** An answer as text. */
    public static String text(Object answer) {
        return of(answer).text.apply(answer);
    }

    /**
     * How far two answers of one task are apart: 0 or 1 for labels and entities, the largest difference for numbers, 1 - cosine
     * for embeddings.
     */
    public static double distance(Object one, Object other) {
        return of(one).distance.applyAsDouble(one, other);
    }

    private static double sameText(Object one, Object other) {
        return text(one).equals(text(other)) ? 0 : 1;
    }

    private static String entities(Entities answer) {
        return answer.found().stream()
                .map(entity -> entity.kind() + " \"" + entity.text() + "\"")
                .toList()
                .toString();
    }

    private static String numbers(Regression answer) {
        List<String> numbers = new ArrayList<>();
        answer.values().forEach(value -> numbers.add(String.format(Locale.ROOT, "%.5g", value)));
        return numbers.toString();
    }

    private static double farthest(Regression one, Regression other) {
        double largest = 0;
        for (int i = 0; i < one.values().size(); i++) {
            largest = Math.max(
                    largest,
                    Math.abs((double) one.values().get(i) - other.values().get(i)));
        }
        return largest;
    }
}
