package io.adapt4j.train.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.testing.junit.AdaptTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample of docs/migration.md, run. */
class MigrationPageTest {

    @TempDir
    private Path folder;

    @AdaptTest
    @SuppressWarnings("UnusedVariable")
    void sample_savesAnAdapterForTheNewBase(BaseModel oldBase, TokenizerFile newTokenizer) {
        Adapter adapter = Inbox.COSINE;
        List<String> traffic = Inbox.texts(200, 5);
        ExampleSource<Example> labelled = ExampleSource.of(Inbox.examples(80, 3));
        try (BaseModel newBase = Bases.turned(Bases.Turns.random(4))) {
            // begin
            Migration migration = Migrator.between(oldBase, newBase, newTokenizer)
                    .texts(traffic) // what the deployment was asked, without labels
                    .examples(labelled) // whatever labels there are; may be left out
                    .gate(MigrationGate.defaults().withAgreement(0.8))
                    .budget(MigrationBudget.unlimited().withLabels(50))
                    .migrate(adapter);

            if (migration.passed()) {
                migration.orThrow().save(folder); // with verdict.json, and migration.json that says how
            } else {
                String why = migration.toMarkdown(); // what was tried, what it missed, which data would help
            }
            // end
            Adapter loaded = Adapter.load(folder);
            assertThat(loaded.manifest().fits(newBase)).isTrue();
            assertThat(folder.resolve("verdict.json")).exists();
            assertThat(folder.resolve("migration.json")).exists();
        }
    }

    @Test
    void page_showsTheSampleThatIsRunHere() throws IOException {
        List<String> page = Files.readAllLines(Path.of("../docs/migration.md"));
        List<String> source =
                Files.readAllLines(Path.of("src/test/java/io/adapt4j/train/migrate/MigrationPageTest.java")).stream()
                        .map(line -> line.replaceFirst("^ {12}", ""))
                        .toList();
        int start = page.indexOf("```java") + 1;

        assertThat(page.subList(start, start + page.subList(start, page.size()).indexOf("```")))
                .containsExactlyElementsOf(source.subList(source.indexOf("// begin") + 1, source.indexOf("// end")));
    }
}
