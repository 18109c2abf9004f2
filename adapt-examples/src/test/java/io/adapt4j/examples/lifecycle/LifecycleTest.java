package io.adapt4j.examples.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.train.loop.LoopRun.Outcome;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifecycleTest {
    private static final LocalDate START = LocalDate.parse("2026-03-01");

    private BaseModel base;
    private MailTraining training;

    @BeforeEach
    void open() {
        base = TinyBase.open(1);
        training = new MailTraining(base, TinyBase.tokenizer(), 8, 2e-2, 7);
    }

    @AfterEach
    void close() {
        base.close();
    }

    /** Mail whose spam has many exclamation marks, so much a day. */
    private static List<Mail> mail(LocalDate first, int days, int perDay, boolean flipped) {
        List<Mail> mail = new ArrayList<>();
        for (int i = 0; i < days * perDay; i++) {
            boolean spam = i % 2 == 0;
            String subject = (spam ? "win now !!! " : "minutes of meeting ") + i % 89;
            mail.add(new Mail(first.plusDays(i / perDay), subject, spam ^ flipped ? "spam" : "ham"));
        }
        return mail;
    }

    @Test
    void shippedMail_isInTheOrderOfDays() throws IOException {
        List<Mail> mail = Mail.read(null);

        assertThat(mail).hasSize(5967);
        assertThat(mail).isSortedAccordingTo((a, b) -> a.day().compareTo(b.day()));
        assertThat(mail).extracting(Mail::label).containsOnly("spam", "ham");
    }

    @Test
    void timeline_countsAnswersByMonth() {
        Timeline timeline = new Timeline("any");
        timeline.answered(LocalDate.parse("2026-03-31"), 10, 5);
        timeline.took(3);
        timeline.answered(LocalDate.parse("2026-04-01"), 30, 30);

        assertThat(timeline.accuracy()).isCloseTo(35 / 40.0, within(1e-12));
        assertThat(timeline.monthly()).containsEntry(YearMonth.of(2026, 3), 0.5);
        assertThat(timeline.monthly()).containsEntry(YearMonth.of(2026, 4), 1.0);
        assertThat(timeline.days().get(LocalDate.parse("2026-04-01")).cpuSeconds())
                .isEqualTo(3);
    }

    @Test
    void mailThatMeansTheOpposite_loopReplacesTheAdapterByItself(@TempDir Path folder) throws InterruptedException {
        List<Mail> past = mail(START.minusDays(10), 10, 30, false);
        List<Mail> live = mail(START, 40, 60, true);
        Adapter first = training.adapter(past);

        Timeline never = new Keeping(training, live, 1).serve("never", first, live, (day, before) -> false);
        Timeline loop = new UnderTheLoop(training, past, 1).serve("loop", first, past, live, folder);

        assertThat(loop.trainings()).isPositive();
        assertThat(loop.events()).anyMatch(event -> event.what().contains("PROMOTED"));
        assertThat(never.accuracy()).isLessThan(0.1);
        assertThat(loop.accuracyUntil(START.plusDays(39), 7)).isGreaterThan(0.9);
    }

    @Test
    void candidateOfFlippedLabels_isStoppedByItsGate(@TempDir Path folder) throws InterruptedException {
        List<Mail> past = mail(START.minusDays(10), 10, 30, false);
        BadCandidates bad = new BadCandidates(training, training.adapter(past), past, mail(START, 20, 60, false), 1);

        BadCandidates.Outcome outcome = bad.flipped(folder);

        assertThat(outcome.run().end().orElseThrow().outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(outcome.run().judged().orElseThrow().passed()).isFalse();
        assertThat(outcome.championServes()).isTrue();
    }
}
