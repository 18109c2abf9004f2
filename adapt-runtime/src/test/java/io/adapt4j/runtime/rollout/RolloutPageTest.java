package io.adapt4j.runtime.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.audit.AuditLog;
import io.adapt4j.audit.FileAuditStore;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.rollout.guard.Guards;
import io.adapt4j.runtime.watch.Await;
import io.adapt4j.task.Classification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about rollouts: its sample is run, and it names what there is. */
class RolloutPageTest extends RolloutFixture {
    private static final Path PAGE = Path.of("../docs/rollout.md");

    @TempDir
    private Path folder;

    private Stage run(AdapterHost host, VersionId challenger, AuditLog audit, List<String> traffic) {
        // begin
        RolloutPlan plan = RolloutPlan.shadow(1.0, 50) // all requests, until the challenger has answered 50
                .then(0.05, 20) // 5% of the keys
                .then(0.25, 50)
                .withErrorRate(0.01)
                .withLatency(0.95, 1.5, 0.05)
                .withDisagreement(0.2)
                .withAccuracy(0.02);

        try (Rollouts rollouts = Rollouts.on(host, registry, RolloutOptions.of("host-1"), new RolloutAudit(audit))) {
            rollouts.resumeAll(); // what was under way before a restart
            Alias champion = registry.alias("triage", "champion");
            Rollout rollout = rollouts.start("triage", champion, challenger, plan, Change.by("ann", "passed its gate"));

            for (String text : traffic) {
                String user = text; // whoever asks
                RolloutAnswer<Classification> answer = rollouts.answer("triage", user, text, Classification.class);
                // Whenever it turns out what would have been right:
                answer.prediction().ifPresent(id -> rollouts.report(id, "yes"));
            }

            if (rollout.stage() == Stage.PROMOTED) {
                rollout.rollBack(Change.by("ann", "complaints"));
            }
            return rollout.stage();
        }
        // end
    }

    @Test
    void sample_challengerIsAsGood_isPromotedAndRolledBack() {
        List<String> traffic = new java.util.ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            traffic.add("win money " + i);
        }
        AuditLog audit = new AuditLog(new FileAuditStore(folder), Clock.systemUTC());

        assertThat(run(host(), saying("yes"), audit, traffic)).isEqualTo(Stage.ROLLED_BACK);
        assertThat(alias().version()).contains(champion);
        assertThat(alias().revision()).isEqualTo(3);
        Await.until(audit::head, () -> audit.head().size() >= 6);
    }

    @Test
    void sample_isTheCodeThatIsRunHere() throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        int start = page.indexOf("```java") + 1;
        List<String> source =
                Files.readAllLines(Path.of("src/test/java/io/adapt4j/runtime/rollout/RolloutPageTest.java"));
        int begin = source.indexOf("        // begin") + 1;

        assertThat(page.subList(start, start + page.subList(start, page.size()).indexOf("```")))
                .containsExactlyElementsOf(source.subList(begin, source.indexOf("        // end")).stream()
                        .map(line -> line.replaceFirst("^ {8}", ""))
                        .toList());
    }

    @Test
    void page_namesEveryGuardAndStage() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(Guards.names()).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
        assertThat(Arrays.stream(Stage.values()).map(Stage::name))
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }
}
