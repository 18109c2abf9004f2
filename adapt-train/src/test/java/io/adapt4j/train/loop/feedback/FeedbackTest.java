package io.adapt4j.train.loop.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.task.Classification;
import io.adapt4j.train.Mail;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.policy.Detector;
import io.adapt4j.train.data.policy.Redaction;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The truth about answers of a host. */
class FeedbackTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-02T12:00:00Z"));
    private static final BaseModel BASE = TinyBase.open(1);
    private static final Adapter ADAPTER = Trainer.on(BASE)
            .task(TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer()))
            .epochs(1)
            .train(ExampleSource.of(Mail.examples(8, 1)))
            .adapter();

    @TempDir
    private Path folder;

    private final AdapterHost host = AdapterHost.on(BASE);
    private final Predictions predictions = new Predictions("triage", "here", 3, CLOCK);
    private final List<String> outcomes = new ArrayList<>();
    private FileLabelStore labels;
    private Feedback feedback;

    @BeforeEach
    void serve() {
        host.deploy("triage", ADAPTER);
        host.deploy("other", ADAPTER);
        host.deploy("triage~1234", ADAPTER);
        host.addAnswerListener(predictions);
        labels = FileLabelStore.open(folder.resolve("labels.jsonl"));
        feedback = Feedback.of(predictions, labels, CLOCK)
                .withOutcomes((adapter, correct) -> outcomes.add(adapter + " " + correct));
    }

    @AfterEach
    void close() {
        labels.close();
        host.close();
    }

    private String id(Object answer) {
        return predictions.idOf(answer).orElseThrow();
    }

    @Test
    void report_answersOfAHost_areStoredWithTextAndVersion() {
        Classification called = host.classify("triage", "win cash");
        Classification submitted = host.submit("triage", "win cash").join();
        String wrong = submitted.label().equals("spam") ? "ham" : "spam";

        assertThat(feedback.report(id(called), called.label())).isTrue();
        assertThat(feedback.report(id(submitted), wrong)).isTrue();
        assertThat(feedback.report(id(submitted), wrong)).isFalse();

        ContentHash hash = ADAPTER.hash();
        assertThat(labels.labels(0, 2).read())
                .containsExactly(
                        new LabelledText(
                                id(called),
                                "win cash",
                                called.label(),
                                Optional.of(hash),
                                Optional.of(called.label()),
                                CLOCK.instant()),
                        new LabelledText(
                                id(submitted),
                                "win cash",
                                wrong,
                                Optional.of(hash),
                                Optional.of(submitted.label()),
                                CLOCK.instant()));
        assertThat(outcomes).containsExactly(hash + " true", hash + " false");
        assertThat(id(called)).startsWith("here-").isNotEqualTo(id(submitted));
    }

    @Test
    void report_forgottenPrediction_needsItsText() {
        Classification oldest = host.classify("triage", "win cash");
        String id = id(oldest);
        for (int i = 0; i < 3; i++) {
            host.classify("triage", "lunch");
        }

        assertThat(predictions.idOf(oldest)).isEmpty();
        assertThat(predictions.find(id)).isEmpty();
        assertThatThrownBy(() -> feedback.report(id, "spam"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("There is no prediction \"" + id + "\"");
        assertThat(feedback.report(id, "win cash", "spam")).isTrue();
        assertThat(feedback.report(id, "win cash", "ham")).isFalse();
        assertThat(outcomes).isEmpty();
        assertThat(labels.size()).isEqualTo(1);
    }

    @Test
    void report_textWithAddresses_isRedacted() {
        feedback = feedback.withRedaction(new Redaction(List.of(Detector.EMAIL)));
        Classification answer = host.classify("triage", "write to ann@example.com");

        feedback.report(id(answer), "ham");
        feedback.report("x", "bob@example.com did", "ham");

        assertThat(labels.labels(0, 2).read())
                .extracting(LabelledText::text)
                .containsExactly("write to [EMAIL]", "[EMAIL] did");
    }

    @Test
    void onAnswer_otherDeployments_areNotKept() {
        assertThat(predictions.idOf(host.classify("other", "win cash"))).isEmpty();
        assertThat(predictions.idOf(host.classify("triage~1234", "win cash"))).isPresent();
        assertThat(predictions.idOf("no answer")).isEmpty();
    }

    @Test
    void predictions_noRoom_isRefused() {
        assertThatThrownBy(() -> new Predictions("triage", "here", 0, CLOCK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("capacity is 0");
    }
}
