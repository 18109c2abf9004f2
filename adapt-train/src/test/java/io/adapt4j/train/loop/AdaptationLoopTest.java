package io.adapt4j.train.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.error.RegistryException;
import io.adapt4j.error.StorageException;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.testing.OtherProcess;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.loop.LoopRun.Stage;
import io.adapt4j.train.loop.release.Release;
import io.adapt4j.train.loop.release.ReleaseRequest;
import io.adapt4j.train.loop.release.ReleaseStatus;
import io.adapt4j.train.loop.retrain.Retrained;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A run from its event to its end. */
class AdaptationLoopTest extends LoopFixture {
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
