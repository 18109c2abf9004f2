package io.adapt4j.train.loop.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterables;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.train.Mail;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.TrainingListener;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.Replay;
import io.adapt4j.train.loop.feedback.LabelledText;
import io.adapt4j.train.provenance.Rates;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which examples a retraining learns from. */
class RetrainingRequestTest {
    private static final BaseModel BASE = TinyBase.open(1);
    private static final List<Example> ORIGINAL = Mail.examples(20, 1);
    private static final List<Example> EARLIER = Mail.examples(4, 2);
    private static final List<Example> FRESH = Mail.examples(6, 3);
    private static final Adapter CHAMPION = Trainer.on(BASE)
            .task(TextClassification.inferLabels().tokenizer(TinyBase.tokenizer()))
            .epochs(1)
            .train(ExampleSource.of(ORIGINAL))
            .adapter();

    @AfterAll
    static void close() {
        BASE.close();
    }

    private static List<Example> learnt(BaseModel base, List<Example> fresh, Predicate<String> heldOut) {
        RetrainingRequest request = new RetrainingRequest(
                RecipeRetrainingTest.labels(fresh),
                RecipeRetrainingTest.labels(EARLIER),
                heldOut,
                Optional.of(CHAMPION),
                Start.WARM,
                Optional.of(Replay.share(0.5)),
                Path.of("unused"),
                Rates.NONE,
                new TrainingListener() {});
        return request.examples(base, ExampleSource.of(ORIGINAL), LabelledText::toExample, ExampleKinds.LABELLED)
                .read();
    }

    @Test
    void examples_championOfThisBase_areTheFreshOnesAndASampleOfTheOldOnes() {
        List<Example> learnt = learnt(BASE, FRESH, text -> false);

        assertThat(learnt).hasSize(12);
        assertThat(learnt.subList(0, 6)).isEqualTo(FRESH);
    }

    @Test
    void examples_nothingFresh_areAllOldOnes() {
        assertThat(learnt(BASE, List.of(), text -> false))
                .containsExactlyElementsOf(Iterables.concat(ORIGINAL, EARLIER));
    }

    @Test
    void examples_championOfAnotherBase_areAllOldOnesAndTheFreshOnes() {
        try (BaseModel other = TinyBase.open(2)) {
            assertThat(learnt(other, FRESH, text -> false))
                    .containsExactlyElementsOf(Iterables.concat(ORIGINAL, EARLIER, FRESH));
        }
    }

    @Test
    void examples_originalTextThatIsHeldOut_isLeftOut() {
        String text = ORIGINAL.get(0).text();
        List<Example> others = ORIGINAL.stream()
                .filter(example -> !example.text().equals(text))
                .toList();

        assertThat(learnt(BASE, List.of(), text::equals)).containsExactlyElementsOf(Iterables.concat(others, EARLIER));
    }
}
