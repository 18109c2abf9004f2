package io.adapt4j.runtime.registry.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.runtime.onnx.TestModels;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.registry.jdbc.JdbcRegistry;
import io.adapt4j.runtime.registry.jdbc.TestH2;
import io.adapt4j.testing.registry.RegistryFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about the registry: its sample is run, and what it says of the layout is so. */
class RegistryPageTest {
    private static final Path PAGE = Path.of("../docs/registry.md");

    @TempDir
    private Path folder;

    private static List<String> block(String language) throws IOException {
        return blocks(language).get(0);
    }

    private static List<List<String>> blocks(String language) throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        List<List<String>> blocks = new ArrayList<>();
        for (int line = 0; line < page.size(); line++) {
            if (page.get(line).equals("```" + language)) {
                List<String> rest = page.subList(line + 1, page.size());
                blocks.add(rest.subList(0, rest.indexOf("```")));
            }
        }
        return blocks;
    }

    private static List<String> code(String sample) throws IOException {
        List<String> source =
                Files.readAllLines(Path.of("src/test/java/io/adapt4j/runtime/registry/file/" + sample + ".java"));
        return source.subList(source.indexOf("        // begin") + 1, source.indexOf("        // end")).stream()
                .map(line -> line.replaceFirst("^ {8}", ""))
                .toList();
    }

    @Test
    void samples_areTheCodeThatIsRunHere() throws IOException {
        assertThat(blocks("java")).containsExactly(code("RegistrySample"), code("WatchSample"), code("BasesSample"));
    }

    @Test
    void watchSample_run_servesWhatTheAliasPointsAt() throws InterruptedException {
        DataSource database = TestH2.fresh();
        try (BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()));
                AdapterHost host = AdapterHost.on(base);
                Registry registry = JdbcRegistry.open(database)) {
            Adapter adapter = TestAdapters.adapter(base, Lora.rank(2), 1);
            VersionId version = registry.register("triage", adapter, Registration.by("ann", "a sample"))
                    .id();
            registry.move(registry.alias("triage", "champion"), version, Change.by("ann", "a sample"));

            assertThat(WatchSample.run(host, database, folder)).isTrue();
        }
    }

    @Test
    void basesSample_run_findsTheAdaptersOfTheOldBase() {
        Graph other = TestModels.everyKind();
        other.nodes().remove(other.nodes().size() - 1);
        other.outputs().removeIf(output -> output.name().equals("y.second"));
        try (BaseModel old = BaseModel.open(TestModels.bytes(TestModels.everyKind()));
                BaseModel retrained = BaseModel.open(TestModels.bytes(other));
                Registry registry = FileRegistry.open(folder)) {
            AdapterVersion bound = registry.register(
                    "triage", TestAdapters.adapter(old, Lora.rank(2), 1), Registration.by("ann", "a sample"));
            registry.register(
                    "new", TestAdapters.adapter(retrained, Lora.rank(2), 1), Registration.by("ann", "a sample"));

            assertThat(BasesSample.run(registry, old, retrained, TokenizerFile.of("{}")))
                    .containsExactly(bound);
            assertThat(BasesSample.run(registry, old, retrained, TokenizerFile.of("{}")))
                    .isEmpty();
        }
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
