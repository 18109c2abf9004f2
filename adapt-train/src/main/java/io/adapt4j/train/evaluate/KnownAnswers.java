package io.adapt4j.train.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Answers that are there already, and somebody to ask about other texts.
 *
 * @param known answers by text
 */
public record KnownAnswers(Map<String, ?> known, Answers others) implements Answers {

    @Override
    public <A> List<A> of(List<String> texts, Class<A> type) {
        List<String> asked =
                texts.stream().filter(text -> !type.isInstance(known.get(text))).toList();
        List<A> answered = asked.isEmpty() ? List.of() : others.of(asked, type);
        List<A> answers = new ArrayList<>();
        int next = 0;
        for (String text : texts) {
            Object answer = known.get(text);
            answers.add(type.isInstance(answer) ? type.cast(answer) : answered.get(next++));
        }
        return answers;
    }
}
