package io.adapt4j.runtime.registry.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.Adapter;
import io.adapt4j.registry.Registry;
import io.adapt4j.testing.registry.RegistryFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about the registry: its sample is run, and what it says of the layout is so. */
class RegistryPageTest {
    private static final Path PAGE = Path.of("../docs/registry.md");

    @TempDir
    private Path folder;

    private static List<String> block(String language) throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        int start = page.indexOf("```" + language) + 1;
        return page.subList(start, start + page.subList(start, page.size()).indexOf("```"));
    }

    @Test
    void sample_isTheCodeThatIsRunHere() throws IOException {
        List<String> source =
                Files.readAllLines(Path.of("src/test/java/io/adapt4j/runtime/registry/file/RegistrySample.java"));
        int begin = source.indexOf("        // begin") + 1;

        assertThat(block("java"))
                .containsExactlyElementsOf(source.subList(begin, source.indexOf("        // end")).stream()
                        .map(line -> line.replaceFirst("^ {8}", ""))
                        .toList());
    }

    @Test
    void sample_run_givesTheSecondAndRollsBackToTheFirst() {
        Adapter first = RegistryFixture.adapter(1);
        Adapter second = RegistryFixture.adapter(2);

        assertThat(RegistrySample.run(folder, first, second)).isEqualTo(second);
        Registry registry = FileRegistry.open(folder);
        assertThat(registry.load(registry.alias("triage", "champion").required()))
                .isEqualTo(first);
    }

    @Test
    void layout_isWhatThePageShows() throws IOException {
        RegistrySample.run(folder, RegistryFixture.adapter(1), RegistryFixture.adapter(2));
        String layout = String.join("\n", block("text"));

        for (Path entry : FileStore.entries(folder)) {
            assertThat(layout).contains("\n" + entry.getFileName());
        }
        for (Path kind : FileStore.entries(folder.resolve("records"))) {
            assertThat(layout).contains("\n  " + kind.getFileName() + "/");
        }
    }
}
