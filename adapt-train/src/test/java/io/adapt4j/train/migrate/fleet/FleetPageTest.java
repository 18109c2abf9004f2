package io.adapt4j.train.migrate.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.registry.Registry;
import io.adapt4j.testing.registry.HeapStore;
import io.adapt4j.train.migrate.Bases;
import io.adapt4j.train.migrate.Inbox;
import io.adapt4j.train.migrate.Migrator;
import io.adapt4j.train.migrate.fleet.FleetEntry.Status;
import io.adapt4j.train.testing.junit.AdaptTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The second sample of docs/migration.md, run. */
class FleetPageTest {

    private static FleetReport sample(
            Registry registry,
            BaseModel oldBase,
            BaseModel newBase,
            TokenizerFile newTokenizer,
            Map<String, List<String>> traffic) {
        // begin
        return FleetMigration.of(registry, oldBase.hash(), newBase.hash(), version -> Migrator.between(
                                oldBase, newBase, newTokenizer)
                        .texts(traffic.getOrDefault(version.id().adapter(), List.of())))
                .workers(2)
                .budget(FleetBudget.unlimited().withTime(Duration.ofHours(4)))
                .promote() // or .release(adapter -> Release.rollout(rollouts, adapter, plan))
                .run();
        // end
    }

    @AdaptTest
    void sample_endsEachAdapter(BaseModel oldBase, TokenizerFile newTokenizer) {
        try (Registry registry = new Registry(new HeapStore());
                BaseModel newBase = Bases.successor(0.02, 3)) {
            Fleets.fill(registry, Inbox.COSINE, 2);

            FleetReport report =
                    sample(registry, oldBase, newBase, newTokenizer, Map.of(Fleets.name(0), Inbox.texts(200, 5)));

            assertThat(report.entries())
                    .extracting(FleetEntry::status)
                    .containsExactly(Status.MIGRATED, Status.UNTOUCHED);
            assertThat(report.entries().get(1).reason()).contains("A migration needs something to be judged on");
        }
    }

    @Test
    void page_showsTheSampleThatIsRunHere() throws IOException {
        List<String> page = Files.readAllLines(Path.of("../docs/migration.md"));
        List<String> source =
                Files.readAllLines(Path.of("src/test/java/io/adapt4j/train/migrate/fleet/FleetPageTest.java")).stream()
                        .map(line -> line.replaceFirst("^ {8}", ""))
                        .toList();
        int start = page.lastIndexOf("```java") + 1;

        assertThat(page.subList(start, start + page.subList(start, page.size()).indexOf("```")))
                .containsExactlyElementsOf(source.subList(source.indexOf("// begin") + 1, source.indexOf("// end")));
    }
}
