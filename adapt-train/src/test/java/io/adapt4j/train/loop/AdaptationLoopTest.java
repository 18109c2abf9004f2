package io.adapt4j.train.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.error.RegistryException;
import io.adapt4j.error.StorageException;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.testing.OtherProcess;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.TestData;
import io.adapt4j.train.gate.Threshold;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.loop.LoopRun.Outcome;
import io.adapt4j.train.loop.LoopRun.Stage;
import io.adapt4j.train.loop.feedback.LabelledText;
import io.adapt4j.train.loop.release.Release;
import io.adapt4j.train.loop.release.ReleaseRequest;
import io.adapt4j.train.loop.release.ReleaseStatus;
import io.adapt4j.train.loop.retrain.Retrained;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A run from its event to its end. */
class AdaptationLoopTest extends LoopFixture {
    private static final Gate LENIENT = Gate.of(new Threshold("accuracy", 0.1, 0.5));

    private double accuracy(Adapter adapter, List<Example> examples) {
        try (AdapterHost host = AdapterHost.on(base)) {
            host.deploy(NAME, adapter);
            return examples.stream()
                            .filter(example ->
                                    host.classify(NAME, example.text()).label().equals(example.label()))
                            .count()
                    / (double) examples.size();
        }
    }

    @Test
    void step_event_goesThroughTheStagesAndPromotes() {
        Post.report(labels, Post.later(), "later-");
        AdaptationLoop loop = loop(training(LoopPolicy.defaults()));
        List<String> told = new ArrayList<>();
        loop.events().subscribe(new LoopListener() {
            @Override
            public void onEvent(LoopEvent event) {
                told.add(event.reason());
            }

            @Override
            public void onRun(LoopRun run) {
                told.add(run.end()
                        .map(end -> end.outcome().name())
                        .orElse(run.stage().name()));
            }
        });
        loop.events().post(manual("new senders"));

        List<Optional<Stage>> stages = new ArrayList<>();
        while (loop.step()) {
            stages.add(loop.status().current().map(LoopRun::stage));
        }

        assertThat(stages)
                .containsExactly(
                        Optional.of(Stage.TRIGGERED),
                        Optional.of(Stage.RETRAINING),
                        Optional.of(Stage.GATING),
                        Optional.of(Stage.GATING),
                        Optional.of(Stage.RELEASING),
                        Optional.empty());
        assertThat(told)
                .containsExactly("new senders", "TRIGGERED", "RETRAINING", "GATING", "GATING", "RELEASING", "PROMOTED");
        LoopRun run = loop.status().last().orElseThrow();
        assertThat(end(loop)).isEqualTo("PROMOTED: promoted without a rollout");
        assertThat(run.number()).isEqualTo(1);
        assertThat(run.triggers()).containsExactly(manual("new senders"));
        assertThat(run.spent().orElseThrow().cpuSeconds()).isPositive();
        VersionId candidate = run.candidate().orElseThrow();
        assertThat(alias().required()).isEqualTo(candidate);
        assertThat(alias().revision()).isEqualTo(2);
        AdapterVersion version = registry.version(candidate);
        assertThat(version.lineage().parents()).containsExactly(champion);
        assertThat(registry.notes(candidate).tags())
                .containsEntry("labels", "40")
                .containsEntry("run", "1");
        assertThat(registry.attachments(candidate)).containsKeys("verdict-1.json", "verdict.json");
        assertThat(accuracy(first, Post.later())).isLessThan(0.8);
        assertThat(accuracy(registry.load(candidate), Post.later())).isGreaterThan(0.95);
        assertThat(accuracy(registry.load(candidate), Post.old())).isGreaterThan(0.95);
        assertThat(folder.resolve("loop/run-1")).doesNotExist();
        assertThat(onRecord())
                .containsExactly(
                        "retrain a run begins: new senders",
                        "register the candidate of the run",
                        "evaluate passed its gate",
                        "roll-out passed its gate; its release begins",
                        "promote promoted without a rollout");
    }

    @Test
    void step_flippedLabels_areStoppedByTheGate() {
        List<Example> flipped = Post.old().stream()
                .map(example -> new Example(example.text(), example.label().equals("spam") ? "ham" : "spam"))
                .toList();
        Post.report(labels, flipped, "flipped-");
        Judge trusted = Post.judge(base);
        AdaptationLoop loop = loop(training(LoopPolicy.defaults().withHeldOut(0))
                .judge(given -> trusted.judge(new Judge.Case(
                        given.candidate(),
                        given.champion(),
                        () -> Post.old().stream().map(example -> Post.label("trusted", example)),
                        given.earlier()))));
        loop.events().post(manual("somebody's labels"));

        loop.settle();

        assertThat(end(loop)).startsWith("STOPPED: the candidate did not pass its gate: FAILED: accuracy");
        LoopRun run = loop.status().last().orElseThrow();
        assertThat(run.judged().orElseThrow().passed()).isFalse();
        assertThat(alias().required()).isEqualTo(champion);
        Adapter candidate = registry.load(run.candidate().orElseThrow());
        assertThat(registry.attachments(run.candidate().get())).containsKey("verdict-1.json");
        assertThat(Verdict.of(candidate)).isEmpty();
        assertThat(onRecord()).contains("evaluate did not pass its gate");
    }

    @Test
    void step_labelThatTheChampionDoesNotKnow_growsItsHead() {
        List<Example> both = new ArrayList<>(Post.old());
        for (int i = 0; i < 20; i++) {
            both.add(new Example(Post.TRAVEL.get(i % 4) + " " + "abcde".charAt(i / 4), "travel"));
        }
        Post.report(labels, both, "grown-");
        List<String> judgedOn = new ArrayList<>();
        AdaptationLoop loop = loop(training(LoopPolicy.defaults()).judge(noting(judgedOn)));
        loop.events().post(manual("a new label"));

        loop.settle();

        assertThat(end(loop)).startsWith("PROMOTED");
        assertThat(judgedOn).contains("travel");
        Adapter promoted = registry.load(alias().required());
        assertThat(promoted.manifest().task().orElseThrow().outputs()).hasValue(3);
    }

    /** Judges, and notes what was right for the texts that it judges on. */
    private Judge noting(List<String> truths) {
        Judge judge = Post.judge(base);
        return given -> {
            given.fresh().read().forEach(label -> truths.add(label.truth()));
            return judge.judge(given);
        };
    }

    @Test
    void step_feedbackOfOneLabelAlone_isGoneOnWith() {
        Post.report(
                labels,
                Post.later().stream()
                        .filter(example -> example.label().equals("spam"))
                        .toList(),
                "spam-");
        ExampleSource<Example> later = ExampleSource.of(Post.later());
        AdaptationLoop loop = loop(training(LoopPolicy.defaults())
                .retraining(Post.retraining(base).withOriginal(ExampleSource.of(List.of())))
                .judge(given -> LENIENT.judge(given.candidate(), base, TestData.of(later), given.champion())));
        loop.events().post(manual("spam alone"));

        loop.settle();

        assertThat(end(loop)).startsWith("PROMOTED");
    }

    @Test
    void step_originalTextThatIsHeldOut_isNotLearntFrom() {
        Post.report(labels, Post.old(), "again-");
        List<String> learnt = new ArrayList<>();
        List<String> judgedOn = new ArrayList<>();
        Judge judge = Post.judge(base);
        AdaptationLoop loop = loop(builder(LoopPolicy.defaults().withoutReplay())
                .retraining(request -> {
                    ExampleSource<Example> examples = request.examples(
                            base, ExampleSource.of(Post.old()), LabelledText::toExample, ExampleKinds.LABELLED);
                    learnt.addAll(examples.map(Example::text).read());
                    return new Retrained(second, Optional.empty());
                })
                .judge(given -> {
                    judgedOn.addAll(given.fresh().map(LabelledText::text).read());
                    return judge.judge(given);
                }));
        loop.events().post(manual("the same texts again"));

        loop.settle();

        assertThat(judgedOn).isNotEmpty();
        assertThat(learnt).hasSize(2 * (Post.old().size() - judgedOn.size())).doesNotContainAnyElementsOf(judgedOn);
    }

    @Test
    void step_mistypedLabelThatIsHeldOut_stopsNoRun() {
        Post.report(labels, Post.later(), "later-");
        labels.append(Post.label("mistyped", new Example("lunch at noon", "hma")));
        List<String> judgedOn = new ArrayList<>();
        AdaptationLoop loop =
                loop(builder(LoopPolicy.defaults().withHeldOut(0.99)).judge(noting(judgedOn)));
        loop.events().post(manual("somebody mistyped a label"));

        loop.settle();

        assertThat(end(loop)).startsWith("PROMOTED");
        assertThat(judgedOn).contains("hma");
    }

    @Test
    void step_secondRun_learnsOnlyWhatTheChampionDoesNotKnow() {
        Iterator<Adapter> candidates = List.of(
                        second,
                        first.withDocument("odd", new JsonObject()),
                        first.withDocument("even", new JsonObject()))
                .iterator();
        ExampleSource<Example> later = ExampleSource.of(Post.later());
        List<Long> fresh = new ArrayList<>();
        List<Long> earlier = new ArrayList<>();
        AdaptationLoop loop = loop(builder(LoopPolicy.defaults().withHeldOut(0))
                .retraining(request -> {
                    fresh.add((long) request.fresh().read().size());
                    earlier.add((long) request.earlier().read().size());
                    return new Retrained(candidates.next(), Optional.empty());
                })
                .judge(given -> LENIENT.judge(given.candidate(), base, TestData.of(later), given.champion())));
        Post.report(labels, Post.later(), "a-");
        loop.events().post(manual("first"));
        loop.settle();
        Post.report(labels, Post.later().subList(0, 10), "b-");
        loop.events().post(manual("second"));
        loop.settle();
        registry.rollBack(alias(), change("complaints"));
        Post.report(labels, Post.later().subList(0, 2), "c-");
        loop.events().post(manual("third, from the first candidate again"));
        loop.settle();

        assertThat(loop.status().history())
                .extracting(run -> run.end().orElseThrow().outcome())
                .containsExactly(Outcome.PROMOTED, Outcome.PROMOTED, Outcome.PROMOTED);
        assertThat(fresh).containsExactly(40L, 10L, 12L);
        assertThat(earlier).containsExactly(0L, 40L, 40L);
    }

    @Test
    void step_aliasMovedMeanwhile_stopsWithWhoMovedIt() {
        Post.report(labels, Post.later(), "later-");
        AdaptationLoop loop = loop(LoopPolicy.defaults());
        loop.events().post(manual("new senders"));
        while (loop.status().current().map(LoopRun::stage).orElse(Stage.TRIGGERED) != Stage.GATING) {
            loop.step();
        }
        registry.remove(alias(), change("out of order"));

        loop.settle();

        assertThat(end(loop))
                .isEqualTo("STOPPED: the alias triage/champion was moved since the run began, from revision 1 to 2,"
                        + " by ann: out of order");
        assertThat(alias().version()).isEmpty();
    }

    @Test
    void step_noChampionYet_promotesTheFirst() {
        registry.remove(alias(), change("begin anew"));
        Post.report(labels, Post.later(), "later-");
        AdaptationLoop loop = loop(LoopPolicy.defaults());
        loop.events().post(manual("begin anew"));

        loop.settle();

        assertThat(end(loop)).startsWith("PROMOTED");
        assertThat(registry.version(alias().required()).lineage().parents()).isEmpty();
    }

    @Test
    void step_failingTraining_stopsWithTheMessageAndKeepsTheChampion() {
        Post.report(labels, Post.later(), "later-");
        AdaptationLoop loop = loop(builder(LoopPolicy.defaults())
                .retraining(Post.retraining(base)
                        .withSettings(trainer -> trainer.learningRate(1e30).batchSize(8))));
        loop.events().post(manual("new senders"));

        loop.settle();

        assertThat(end(loop)).startsWith("STOPPED: The ").contains("of step");
        assertThat(loop.status().last().orElseThrow().spent()).isPresent();
        assertThat(alias().required()).isEqualTo(champion);
        assertThat(labels.size()).isEqualTo(40);
        assertThat(loop.status().pending()).isEmpty();
    }

    @Test
    void step_fullDiskInTraining_stopsAndTheNextRunWorks() {
        Post.report(labels, Post.later(), "later-");
        boolean[] full = {true};
        AdaptationLoop loop =
                loop(builder(LoopPolicy.defaults().withMinimumLabels(0)).retraining(request -> {
                    if (full[0]) {
                        throw new StorageException("No space left on device");
                    }
                    return new Retrained(second, Optional.empty());
                }));
        loop.events().post(manual("new senders"));
        loop.settle();
        assertThat(end(loop)).isEqualTo("STOPPED: No space left on device");

        full[0] = false;
        loop.events().post(manual("again"));
        loop.settle();

        assertThat(end(loop)).startsWith("PROMOTED");
    }

    @Test
    void step_registryAwayEverySecondTime_goesOnLaterAndEndsTheSame() {
        Post.report(labels, Post.later(), "later-");
        AdaptationLoop loop = loop(LoopPolicy.defaults().withApproval(true));
        loop.events().post(manual("new senders"));
        store.failHalf(new SplittableRandom(5));
        int failed = 0;
        while (loop.status().history().isEmpty()) {
            try {
                loop.settle();
                if (loop.status()
                        .current()
                        .filter(run -> run.decision().isEmpty())
                        .isPresent()) {
                    loop.approve(1, "ann", "yes");
                }
            } catch (StorageException e) {
                assertThat(e).hasMessage("The database is away");
                failed++;
            }
        }

        assertThat(failed).isGreaterThan(5);
        assertThat(end(loop)).startsWith("PROMOTED");
        assertThat(alias().revision()).isEqualTo(2);
        assertThat(registry.versions(NAME).readable()).hasSize(2);
    }

    @Test
    void step_candidateThatIsTheChampion_stops() {
        AdaptationLoop loop = loop(builder(LoopPolicy.defaults().withMinimumLabels(0))
                .retraining(request -> new Retrained(first, Optional.empty())));
        loop.events().post(manual("nothing new"));

        loop.settle();

        assertThat(end(loop)).isEqualTo("STOPPED: the candidate is the champion, byte for byte");
        assertThat(alias().revision()).isEqualTo(1);
    }

    @Test
    void registration_addition_isOnTheCandidate() {
        AdaptationLoop loop = loop(builder(LoopPolicy.defaults())
                .registration((adapter, plain) -> plain.withTag("bytes", Long.toString(adapter.weightBytes()))));
        Post.report(labels, Post.later(), "later-");
        loop.events().post(manual("new senders"));

        loop.settle();

        assertThat(registry.notes(alias().required()).tags())
                .containsEntry("bytes", Long.toString(first.weightBytes()));
    }

    @Test
    void open_folderOfAnotherLoop_isRefusedAndStaysLocked() throws Exception {
        AdaptationLoop loop = loop(LoopPolicy.defaults());

        assertThatThrownBy(() -> builder(LoopPolicy.defaults()).open())
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("Another loop has the folder");

        assertThat(OtherProcess.canLock(folder.resolve("loop/lock"))).isFalse();
        loop.close();
        loop(LoopPolicy.defaults());
    }

    @Test
    void open_withoutJudge_saysWhatIsMissing() {
        assertThatThrownBy(
                        () -> AdaptationLoop.on(registry, NAME, labels, folder).open())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("needs a retraining and a judge");
    }

    @Test
    void reject_runUnderWay_stopsItAtAnyStage() {
        Post.report(labels, Post.later(), "later-");
        AdaptationLoop loop = loop(LoopPolicy.defaults());
        assertThatThrownBy(() -> loop.reject(1, "ann", "not now"))
                .isInstanceOf(RegistryException.class)
                .hasMessage("The run 1 of triage is not under way; none is");
        loop.events().post(manual("new senders"));
        loop.step();
        loop.reject(1, "ann", "not now");

        loop.settle();

        assertThat(end(loop)).isEqualTo("STOPPED: rejected by ann: not now");
        assertThat(loop.status().last().orElseThrow().spent()).isEmpty();
        assertThat(onRecord()).contains("reject not now");
    }

    @Test
    void reject_duringTraining_endsItAndRecordsWhatItTook() {
        Post.report(labels, Post.later(), "later-");
        List<AdaptationLoop> self = new ArrayList<>();
        AdaptationLoop loop = loop(builder(LoopPolicy.defaults()).retraining(request -> {
            self.get(0).reject(1, "ann", "too hot here");
            return Post.retraining(base).retrain(request);
        }));
        self.add(loop);
        loop.events().post(manual("new senders"));

        loop.settle();

        assertThat(end(loop)).isEqualTo("STOPPED: rejected by ann: too hot here");
        assertThat(loop.status().last().orElseThrow().spent()).isPresent();
        assertThat(registry.versions(NAME).readable()).hasSize(1);
    }

    @Test
    void reject_releaseThatTakesStepsToEnd_isOnRecordOnce() {
        Post.report(labels, Post.later(), "later-");
        int[] steps = {3};
        AdaptationLoop loop = loop(builder(LoopPolicy.defaults()).release(new Release() {
            @Override
            public ReleaseStatus advance(ReleaseRequest request) {
                return ReleaseStatus.running("meets traffic");
            }

            @Override
            public ReleaseStatus abort(ReleaseRequest request, String reason) {
                return --steps[0] > 0 ? ReleaseStatus.running("rolls back") : ReleaseStatus.stopped(reason);
            }
        }));
        loop.events().post(manual("new senders"));
        loop.settle();
        loop.reject(1, "ann", "not on a Friday");

        assertThat(loop.step()).isFalse();
        assertThat(onRecord()).containsOnlyOnce("reject not on a Friday");
        assertThat(loop.step()).isFalse();
        loop.settle();

        assertThat(end(loop)).isEqualTo("STOPPED: rejected by ann: not on a Friday");
        assertThat(onRecord()).containsOnlyOnce("reject not on a Friday");
    }

    @Test
    void verdict_processKilledBetweenItsTwoNames_getsTheSecond() {
        Post.report(labels, Post.later(), "later-");
        Judge judge = Post.judge(base);
        AdaptationLoop loop = loop(builder(LoopPolicy.defaults()).judge(given -> {
            store.failAfter(1);
            return judge.judge(given);
        }));
        loop.events().post(manual("new senders"));
        assertThatThrownBy(loop::settle).isInstanceOf(StorageException.class);
        VersionId candidate =
                loop.status().current().flatMap(LoopRun::candidate).orElseThrow();
        assertThat(registry.attachments(candidate)).containsOnlyKeys("verdict-1.json");

        loop.settle();

        SortedMap<String, byte[]> attached = registry.attachments(candidate);
        assertThat(attached.get("verdict.json")).isEqualTo(attached.get("verdict-1.json"));
    }

    @Test
    void verdict_attachedBeforeTheCrash_isNotMadeAgain() {
        Post.report(labels, Post.later(), "later-");
        List<Adapter> judged = new ArrayList<>();
        Judge judge = Post.judge(base);
        AdaptationLoop loop = loop(builder(LoopPolicy.defaults()).judge(given -> {
            judged.add(given.candidate());
            return judge.judge(given);
        }));
        loop.events().post(manual("new senders"));
        while (loop.status().current().flatMap(LoopRun::judged).isEmpty()) {
            loop.step();
        }
        LoopRun run = loop.status().current().orElseThrow();
        LoopRun before = new LoopRun(
                run.number(),
                run.triggers(),
                run.started(),
                Stage.GATING,
                "",
                run.snapshot(),
                run.candidate(),
                Optional.empty(),
                run.spent(),
                run.decision(),
                run.end());
        new LoopRecord(registry, NAME).change(status -> status.withCurrent(before));

        loop.settle();

        assertThat(judged).hasSize(1);
        assertThat(loop.status().last().orElseThrow().judged()).isEqualTo(run.judged());
    }

    @Test
    void register_sameCandidateByAPerson_isTheSameVersion() {
        Post.report(labels, Post.later(), "later-");
        AdaptationLoop loop = loop(LoopPolicy.defaults());
        loop.events().post(manual("new senders"));
        loop.settle();
        VersionId promoted = alias().required();

        AdapterVersion again = registry.register(NAME, registry.load(promoted), Registration.of(change("again")));

        assertThat(again.id()).isEqualTo(promoted);
    }
}
