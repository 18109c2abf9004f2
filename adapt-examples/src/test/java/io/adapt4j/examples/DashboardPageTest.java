package io.adapt4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.audit.FileAuditStore;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.HostOptions;
import io.adapt4j.runtime.dashboard.Dashboard;
import io.adapt4j.runtime.dashboard.DriftHistory;
import io.adapt4j.runtime.dashboard.Traffic;
import io.adapt4j.runtime.registry.file.FileRegistry;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.junit.AdaptTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample of docs/dashboard.md. */
class DashboardPageTest {
    @TempDir
    Path folder;

    @AdaptTest
    void dashboard_ofRegistryAndHost_isWritten(BaseModel base, TokenizerFile tokenizer) throws IOException {
        Adapter triage = Trainer.on(base)
                .task(TextClassification.labels("spam", "ham").tokenizer(tokenizer))
                .epochs(1)
                .train(ExampleSource.of(
                        List.of(new Example("win cash now", "spam"), new Example("meeting notes", "ham"))))
                .adapter();
        AuditLog audit = new AuditLog(new FileAuditStore(folder.resolve("audit")), Clock.systemUTC());
        try (Registry registry = FileRegistry.open(folder.resolve("registry"))) {
            registry.move(
                    registry.alias("triage", "champion"),
                    registry.register("triage", triage, Registration.by("ann", "the first"))
                            .id(),
                    Change.by("ann", "the first"));

            List<String> shown = show(base, registry, audit);

            assertThat(shown.get(0)).contains("\"alias\":\"champion\"", "\"answered\":1", "\"verified\":true");
            assertThat(shown.get(1)).startsWith("<!doctype html>");
            assertThat(folder.resolve("dashboard.html")).isNotEmptyFile();
        }
    }

    private List<String> show(BaseModel base, Registry registry, AuditLog audit) {
        // begin
        Traffic traffic = new Traffic(); // counts and times requests
        DriftHistory drift = new DriftHistory(); // a listener for drift monitors; add(monitor) shows its status too
        try (AdapterHost host = AdapterHost.on(base, HostOptions.defaults().withListener(traffic))) {
            host.deploy(
                    "triage", registry.load(registry.alias("triage", "champion").required()));
            host.classify("triage", "win money now");

            Dashboard dashboard = Dashboard.of(registry)
                    .withHost(host, traffic)
                    .withDrift(drift)
                    .withAudit(audit);
            dashboard.write(folder.resolve("dashboard.html")); // the page as a file
            JsonObject json = dashboard.toJson(); // what is in it
            String html = dashboard.toHtml(); // to be served
            return List.of(json.toString(), html);
        }
        // end
    }

    @Test
    void page_showsWhatIsRunHere() throws IOException {
        List<String> page = Files.readAllLines(Path.of("../docs/dashboard.md"));
        List<String> source = Files.readAllLines(Path.of("src/test/java/io/adapt4j/examples/DashboardPageTest.java"));
        int start = page.indexOf("```java") + 1;
        int begin = source.indexOf("        // begin") + 1;

        assertThat(page.subList(start, start + page.subList(start, page.size()).indexOf("```")))
                .containsExactlyElementsOf(source.subList(begin, source.indexOf("        // end")).stream()
                        .map(line -> line.isEmpty() ? line : line.substring(8))
                        .toList());
    }
}
