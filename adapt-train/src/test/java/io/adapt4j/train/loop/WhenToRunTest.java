package io.adapt4j.train.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.ContentHash;
import io.adapt4j.error.RegistryException;
import io.adapt4j.runtime.drift.Alarm;
import io.adapt4j.train.loop.LoopEvent.BaseUpdate;
import io.adapt4j.train.loop.LoopEvent.DriftAlarm;
import io.adapt4j.train.loop.LoopEvent.Kind;
import io.adapt4j.train.loop.LoopRun.Stage;
import io.adapt4j.train.loop.retrain.Retrained;
import io.adapt4j.train.provenance.Rates;
import io.adapt4j.train.provenance.RunCost;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What begins a run, and what holds it back. */
class WhenToRunTest extends LoopFixture {
    private static final LoopPolicy ANY = LoopPolicy.defaults().withMinimumLabels(0);

    private static String waiting(AdaptationLoop loop) {
        return loop.status().waiting();
    }

    private List<Kind> triggers(AdaptationLoop loop) {
        return loop.status().current().orElseThrow().triggers().stream()
                .map(LoopEvent::kind)
                .toList();
    }

    @Test
    void step_withoutEvents_doesNothing() {
        Post.report(labels, Post.later(), "later-");
        AdaptationLoop loop = loop(LoopPolicy.defaults());

        assertThat(loop.step()).isFalse();
        assertThat(loop.status()).isEqualTo(LoopStatus.NEW);
    }

    @Test
    void step_enoughLabels_beginsARunAndOnlyOne() {
        AdaptationLoop loop = loop(LoopPolicy.defaults().withNewLabels(40));
        Post.report(labels, Post.later().subList(0, 39), "later-");
        assertThat(loop.step()).isFalse();

        Post.report(labels, Post.later().subList(39, 40), "last-");
        assertThat(loop.step()).isTrue();

        assertThat(loop.status().current().orElseThrow().triggers())
                .extracting(LoopEvent::reason)
                .containsExactly("40 new labels");
        loop.settle();
        assertThat(loop.status().history()).hasSize(1);
        assertThat(loop.status().considered()).isEqualTo(40);
    }

    @Test
    void step_schedule_postsOnceHoweverMuchTimePassed() {
        AdaptationLoop loop = loop(ANY.withEvery(Duration.ofDays(1)));
        assertThat(loop.step()).isFalse();
        clock.pass(Duration.ofHours(23));
        assertThat(loop.step()).isFalse();

        clock.pass(Duration.ofDays(5));
        assertThat(loop.step()).isTrue();

        assertThat(triggers(loop)).containsExactly(Kind.SCHEDULE);
        loop.settle();
        clock.pass(Duration.ofHours(23));
        assertThat(loop.step()).isFalse();
        clock.pass(Duration.ofHours(1));
        assertThat(loop.step()).isTrue();
    }

    @Test
    void driftListener_alarm_beginsARun() {
        AdaptationLoop loop = loop(ANY);
        loop.events().driftListener(clock).onAlarm(NAME, new Alarm(3, 100, 0, List.of(), List.of()));

        assertThat(loop.step()).isTrue();

        assertThat(loop.status().current().orElseThrow().triggers())
                .containsExactly(new DriftAlarm("alarm 3: ", "monitor of triage", clock.instant()));
    }

    @Test
    void driftListener_registryAway_postsWithTheNextStep() {
        AdaptationLoop loop = loop(ANY);
        store.failOnce();
        loop.events().driftListener(clock).onAlarm(NAME, new Alarm(3, 100, 0, List.of(), List.of()));
        assertThat(loop.status().pending()).isEmpty();

        loop.events().deliver();
        loop.events().deliver();

        assertThat(loop.status().pending()).extracting(LoopEvent::reason).containsExactly("alarm 3: ");
    }

    @Test
    void post_duringARun_isKeptForTheNextAndCoalesced() {
        AdaptationLoop loop = loop(ANY);
        loop.events().post(manual("first"));
        loop.step();
        loop.events().post(manual("second"));
        loop.events().post(manual("third"));
        loop.events().post(new DriftAlarm("alarm", "monitor of triage", clock.instant()));
        ContentHash base = ContentHash.of(new byte[] {1});
        loop.events().post(new BaseUpdate(ContentHash.of(new byte[] {2}), "v2", "bob", clock.instant()));
        loop.events().post(new BaseUpdate(base, "v3", "ann", clock.instant()));
        while (loop.status().history().isEmpty()) {
            loop.step();
        }

        loop.step();

        assertThat(loop.status().current().orElseThrow().triggers())
                .extracting(LoopEvent::reason)
                .containsExactly("third", "alarm", "v3");
        assertThat(loop.status().pending()).isEmpty();
    }

    @Test
    void post_byAnotherProcessBeforeThereIsALoop_isThere() {
        new LoopEvents(registry, NAME).post(manual("from elsewhere"));

        assertThat(loop(ANY).step()).isTrue();
    }

    @Test
    void step_baseUpdate_isLeftToTheMigration() {
        ContentHash other = base.hash();
        Post.report(labels, Post.later(), "later-");
        List<ContentHash> migrated = new ArrayList<>();
        AdaptationLoop loop = loop(builder(LoopPolicy.defaults())
                .migration((hash, request) -> {
                    migrated.add(hash);
                    assertThat(request.champion()).isPresent();
                    return new Retrained(
                            Post.judge(base)
                                    .judge(new Judge.Case(
                                            second,
                                            Optional.empty(),
                                            () -> Post.later().stream().map(example -> Post.label("x", example)),
                                            () -> Stream.of()))
                                    .addTo(second),
                            Optional.empty());
                })
                .judge(given -> {
                    throw new AssertionError("the migration has brought its verdict");
                }));
        loop.events().post(manual("not of the migration's concern"));
        loop.events().post(new BaseUpdate(other, "v2", "ann", clock.instant()));

        while (loop.status().history().isEmpty()) {
            loop.step();
        }

        assertThat(migrated).containsExactly(other);
        assertThat(end(loop)).startsWith("PROMOTED");
        assertThat(registry.notes(alias().required()).tags()).containsEntry("labels", "0");
        assertThat(loop.status().considered()).isZero();
        assertThat(loop.status().pending()).containsExactly(manual("not of the migration's concern"));
        assertThat(registry.attachments(alias().required())).containsKey("verdict-1.json");
    }

    @Test
    void step_candidateForAnotherBase_isNotPromotedUnlessThatIsTheUpdate() {
        Adapter foreign = second.boundTo(ContentHash.of(new byte[] {1}));
        AdaptationLoop loop = loop(builder(ANY).retraining(request -> new Retrained(foreign, Optional.empty())));
        loop.events().post(manual("now"));
        loop.settle();
        assertThat(end(loop)).startsWith("STOPPED: the candidate is for the base sha256:");

        loop.events().post(new BaseUpdate(ContentHash.of(new byte[] {2}), "v3", "ann", clock.instant()));
        loop.settle();

        assertThat(loop.status().history()).hasSize(2);
        assertThat(end(loop)).contains(ContentHash.of(new byte[] {2}).toString() + " is wanted");
        assertThat(alias().required()).isEqualTo(champion);
    }

    @Test
    void step_fewLabels_waitsForMore() {
        AdaptationLoop loop = loop(LoopPolicy.defaults().withMinimumLabels(3));
        loop.events().post(manual("now"));
        Post.report(labels, Post.later().subList(0, 2), "later-");

        assertThat(loop.step()).isFalse();
        assertThat(waiting(loop)).isEqualTo("labels: 2 of 3 new ones");

        Post.report(labels, Post.later().subList(2, 3), "one-more-");
        assertThat(loop.step()).isTrue();
        assertThat(waiting(loop)).isEmpty();
    }

    @Test
    void step_quietHours_waitsUntilTheyAreOver() {
        QuietHours night = new QuietHours(ZoneOffset.UTC, LocalTime.of(22, 0), LocalTime.of(6, 0));
        AdaptationLoop loop = loop(ANY.withQuietHours(night));
        clock.pass(Duration.ofHours(10)); // 22:00
        loop.events().post(manual("now"));

        assertThat(loop.step()).isFalse();
        assertThat(waiting(loop)).isEqualTo("quiet hours until 2026-03-03T06:00:00Z");

        clock.pass(Duration.ofHours(8));
        assertThat(loop.step()).isTrue();
    }

    @Test
    void step_quietHoursBeginDuringARun_holdBackItsRelease() {
        QuietHours night = new QuietHours(ZoneOffset.UTC, LocalTime.of(22, 0), LocalTime.of(6, 0));
        Post.report(labels, Post.later(), "later-");
        AdaptationLoop loop = loop(ANY.withQuietHours(night));
        loop.events().post(manual("now"));
        while (loop.status().current().map(LoopRun::stage).orElse(Stage.TRIGGERED) != Stage.GATING) {
            loop.step();
        }
        clock.pass(Duration.ofHours(11));

        loop.settle();

        LoopRun run = loop.status().current().orElseThrow();
        assertThat(run.stage()).isEqualTo(Stage.GATING);
        assertThat(run.judged().orElseThrow().passed()).isTrue();
        assertThat(run.waiting()).isEqualTo("quiet hours until 2026-03-03T06:00:00Z");
        assertThat(alias().required()).isEqualTo(champion);
        clock.pass(Duration.ofHours(7));
        loop.settle();
        assertThat(end(loop)).startsWith("PROMOTED");
    }

    @Test
    void quietHours_withinADayAndOverMidnight_containTheirStartAndNotTheirEnd() {
        QuietHours noon = new QuietHours(ZoneOffset.ofHours(1), LocalTime.of(12, 0), LocalTime.of(13, 0));
        QuietHours night = new QuietHours(ZoneOffset.UTC, LocalTime.of(22, 0), LocalTime.of(6, 0));

        assertThat(noon.contains(Instant.parse("2026-03-02T10:59:59Z"))).isFalse();
        assertThat(noon.contains(Instant.parse("2026-03-02T11:00:00Z"))).isTrue();
        assertThat(noon.contains(Instant.parse("2026-03-02T12:00:00Z"))).isFalse();
        assertThat(night.contains(Instant.parse("2026-03-02T21:59:59Z"))).isFalse();
        assertThat(night.contains(Instant.parse("2026-03-02T23:00:00Z"))).isTrue();
        assertThat(night.contains(Instant.parse("2026-03-02T05:00:00Z"))).isTrue();
        assertThat(night.end(Instant.parse("2026-03-02T05:00:00Z"))).isEqualTo("2026-03-02T06:00:00Z");
    }

    private AdaptationLoop spending(LoopPolicy policy, RunCost cost) {
        return loop(builder(policy).retraining(request -> new Retrained(first, Optional.of(cost))));
    }

    private static RunCost cost(double cpuSeconds, double joules, double hours, Rates rates) {
        return new RunCost(hours * 3600, cpuSeconds, 0, joules, false, rates);
    }

    @Test
    void step_retrainsOfTheWeekMade_waitsForTheNext() {
        AdaptationLoop loop =
                spending(ANY.withBudget(Budget.unlimited().withRetrainsPerWeek(2)), cost(1, 1, 1, Rates.NONE));
        for (int i = 0; i < 3; i++) {
            loop.events().post(manual("now"));
            loop.settle();
            clock.pass(Duration.ofDays(1));
        }
        assertThat(loop.status().history()).hasSize(2);
        assertThat(waiting(loop)).isEqualTo("budget: 2 retrains in 7 days were made");

        clock.pass(Duration.ofDays(4));
        loop.settle();

        assertThat(loop.status().history()).hasSize(3);
    }

    @Test
    void step_budgetOfTheWindowUsedUp_waitsUntilTheWindowHasPassed() {
        Rates rates = new Rates(2, 0, "EUR", 0, 10);
        Budget budget = Budget.unlimited()
                .withWindow(Duration.ofDays(1))
                .withCpuTime(Duration.ofSeconds(60))
                .withJoules(500)
                .withPrice(3);
        AdaptationLoop loop = spending(ANY.withBudget(budget).withRates(rates), cost(60, 500, 1.5, rates));
        loop.events().post(manual("first"));
        loop.settle();
        loop.events().post(manual("second"));
        loop.settle();

        assertThat(loop.status().history()).hasSize(1);
        assertThat(waiting(loop))
                .isEqualTo("budget: 60.0 s of processor time in 24 hours are used up; 500.0 J in 24 hours are used up;"
                        + " costs of 3.0 in 24 hours are used up");
        clock.pass(Duration.ofDays(1));
        loop.settle();
        assertThat(loop.status().history()).hasSize(2);
    }

    @Test
    void step_trainingOverItsBudget_isEndedAndCounts() {
        Post.report(labels, Post.later(), "later-");
        AdaptationLoop loop = loop(training(ANY.withBudget(Budget.unlimited().withCpuTime(Duration.ofMillis(1)))));
        loop.events().post(manual("now"));

        loop.settle();

        assertThat(end(loop)).startsWith("STOPPED: The training was ended, for it has taken ");
        assertThat(loop.status().last().orElseThrow().spent().orElseThrow().cpuSeconds())
                .isGreaterThan(0.001);
    }

    @Test
    void approve_candidateThatWaits_isReleasedWithTheApprovalAttached() {
        Post.report(labels, Post.later(), "later-");
        AdaptationLoop loop = loop(LoopPolicy.defaults().withApproval(true));
        loop.events().post(manual("now"));
        loop.step();
        assertThatThrownBy(() -> loop.approve(1, "ann", "looks good"))
                .isInstanceOf(RegistryException.class)
                .hasMessage("The run 1 of triage does not wait for approval; it is at TRIGGERED");
        loop.settle();
        LoopRun run = loop.status().current().orElseThrow();
        assertThat(run.stage()).isEqualTo(Stage.AWAITING_APPROVAL);
        assertThat(run.waiting()).isEqualTo("approval of " + run.candidate().orElseThrow());
        assertThat(alias().required()).isEqualTo(champion);

        loop.approve(1, "ann", "looks good");
        assertThatThrownBy(() -> loop.approve(1, "bob", "me too")).isInstanceOf(RegistryException.class);
        loop.settle();

        assertThat(end(loop)).startsWith("PROMOTED");
        assertThat(new String(registry.attachments(alias().required()).get("approval-1"), UTF_8))
                .contains("\"ann\"", "looks good");
        assertThat(onRecord()).contains("approve looks good");
    }

    @Test
    void approve_inQuietHours_isOnRecordOnceAndReleasedAfterThem() {
        QuietHours night = new QuietHours(ZoneOffset.UTC, LocalTime.of(22, 0), LocalTime.of(6, 0));
        Post.report(labels, Post.later(), "later-");
        AdaptationLoop loop = loop(ANY.withApproval(true).withQuietHours(night));
        loop.events().post(manual("now"));
        loop.settle();
        clock.pass(Duration.ofHours(11));
        loop.approve(1, "ann", "looks good");

        for (int poll = 0; poll < 3; poll++) {
            assertThat(loop.step()).isFalse();
            assertThat(onRecord()).containsOnlyOnce("approve looks good");
        }
        LoopRun run = loop.status().current().orElseThrow();
        assertThat(run.waiting()).isEqualTo("quiet hours until 2026-03-03T06:00:00Z");
        assertThat(registry.attachments(run.made())).doesNotContainKey("approval-1");

        clock.pass(Duration.ofHours(7));
        loop.settle();

        assertThat(end(loop)).startsWith("PROMOTED");
        assertThat(registry.attachments(run.made())).containsKey("approval-1");
        assertThat(onRecord()).containsOnlyOnce("approve looks good");
    }

    @Test
    void reject_candidateThatWaits_keepsTheChampion() {
        Post.report(labels, Post.later(), "later-");
        AdaptationLoop loop = loop(LoopPolicy.defaults().withApproval(true));
        loop.events().post(manual("now"));
        loop.settle();

        loop.reject(1, "ann", "not on a Friday");
        loop.settle();

        assertThat(end(loop)).isEqualTo("STOPPED: rejected by ann: not on a Friday");
        assertThat(alias().required()).isEqualTo(champion);
    }
}
