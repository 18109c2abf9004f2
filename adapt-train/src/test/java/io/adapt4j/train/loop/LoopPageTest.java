package io.adapt4j.train.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.audit.AuditLog;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.rollout.RolloutOptions;
import io.adapt4j.runtime.rollout.RolloutPlan;
import io.adapt4j.runtime.rollout.Rollouts;
import io.adapt4j.task.Classification;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.Replay;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.NoWorse;
import io.adapt4j.train.gate.Threshold;
import io.adapt4j.train.loop.feedback.Feedback;
import io.adapt4j.train.loop.feedback.FileLabelStore;
import io.adapt4j.train.loop.feedback.LabelStore;
import io.adapt4j.train.loop.feedback.LabelledText;
import io.adapt4j.train.loop.feedback.Predictions;
import io.adapt4j.train.loop.release.Release;
import io.adapt4j.train.loop.retrain.Retraining;
import io.adapt4j.train.task.TextClassification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sample of docs/loop.md, run. */
class LoopPageTest extends LoopFixture {

    private LoopStatus sample(
            Registry registry, AdapterHost host, AuditLog audit, TextClassification task, ExampleSource<Example> mail) {
        Clock clock = this.clock;
        // begin
        LabelStore labels = FileLabelStore.open(folder.resolve("feedback.jsonl"));
        Predictions predictions = new Predictions("triage", "host-1", 100_000, clock);
        host.addAnswerListener(predictions);
        Feedback feedback = Feedback.of(predictions, labels, clock);
        Rollouts rollouts = Rollouts.on(host, registry, RolloutOptions.of("host-1"));

        LoopPolicy policy = LoopPolicy.defaults()
                .withNewLabels(40) // so many are an event
                .withReplay(Replay.share(0.5))
                .withBudget(Budget.unlimited().withRetrainsPerWeek(2));
        Gate gate = Gate.of(new Threshold("accuracy", 0.6, 0.5), NoWorse.than("accuracy", 0.05));
        try (AdaptationLoop loop = AdaptationLoop.on(registry, "triage", labels, folder.resolve("loop"))
                .policy(policy)
                .retraining(Retraining.by(base, task, LabelledText::toExample)
                        .withOriginal(mail)
                        .withSettings(trainer -> trainer.epochs(6).learningRate(2e-2)))
                .judge(Judge.by(gate, base, LabelledText::toExample))
                .release(Release.rollout(rollouts, "triage", RolloutPlan.canary(0.5, 10)))
                .audit(audit)
                .open()) {
            // Elsewhere: answers are given, and it turns out what would have been right.
            for (Example later : Post.later()) {
                Classification answer = host.classify("triage", later.text());
                feedback.report(predictions.idOf(answer).orElseThrow(), later.label());
            }
            loop.settle(); // or loop.start(Duration.ofSeconds(10)), on a thread of its own

            for (Example later : Post.later()) { // the canary meets live traffic
                rollouts.answer("triage", later.text(), later.text(), Classification.class);
            }
            loop.settle();
            return loop.status();
        } finally {
            rollouts.close();
            labels.close();
        }
        // end
    }

    @Test
    void sample_promotesWhatItLearnt() {
        try (AdapterHost host = AdapterHost.on(base)) {
            host.deploy(NAME, first);
            LoopStatus status = sample(registry, host, audit, Post.task(), ExampleSource.of(Post.old()));

            LoopRun run = status.last().orElseThrow();
            assertThat(run.end().orElseThrow().outcome()).isEqualTo(LoopRun.Outcome.PROMOTED);
            VersionId promoted = alias().required();
            assertThat(run.candidate()).contains(promoted);
            assertThat(registry.version(promoted).lineage().parents()).containsExactly(champion);
            assertThat(host.classify(NAME, "crypto pump").label()).isEqualTo("spam");
        }
    }

    @Test
    void page_showsTheSampleThatIsRunHere() throws IOException {
        List<String> page = Files.readAllLines(Path.of("../docs/loop.md"));
        List<String> source =
                Files.readAllLines(Path.of("src/test/java/io/adapt4j/train/loop/LoopPageTest.java")).stream()
                        .map(line -> line.replaceFirst("^ {8}", ""))
                        .toList();
        int start = page.indexOf("```java") + 1;

        assertThat(page.subList(start, start + page.subList(start, page.size()).indexOf("```")))
                .containsExactlyElementsOf(source.subList(source.indexOf("// begin") + 1, source.indexOf("// end")));
    }
}
