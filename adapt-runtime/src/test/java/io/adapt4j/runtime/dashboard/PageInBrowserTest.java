package io.adapt4j.runtime.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The saved page, opened from the disk. */
class PageInBrowserTest {
    @TempDir
    Path folder;

    @Test
    void page_inABrowser_showsEveryPartAndRunsNoText() throws Exception {
        Path file = folder.resolve("dashboard.html");
        try (Shown shown = new Shown(folder)) {
            shown.registry.put(shown.registry.state("budget", "triage"), Shown.json("{'left': 41}"));
            shown.registry.put(shown.registry.state("loop", "odd"), Shown.json("{'history': 7}"));
            shown.dashboard().withStates(shown.registry, "budget").write(file);
            String dom = Browser.dom(file.toUri().toString(), folder);
            String body = dom.substring(dom.indexOf("<main"), dom.indexOf("</main>"));

            assertThat(dom).contains("<title>Adapters</title>");
            assertThat(body).doesNotContain("<img").doesNotContain("<script");
            assertThat(body).contains("&lt;/script&gt;&lt;script&gt;document.title='owned'");
            assertThat(body)
                    .contains(">Host</h2>", ">Drift</h2>", ">Versions and lineage</h2>", ">Aliases</h2>")
                    .contains(">Rollouts</h2>", ">Adaptation loops</h2>", ">Audit trail</h2>", ">budget</h2>")
                    .contains("Lineage of triage: 4 versions", "Where the aliases of triage pointed over time")
                    .contains("embedding.mmd: adjusted p-values of 30 windows", "embedding.mmd, reference and window")
                    .contains("Verified: all 2 entries", "canary passed", "This is not what the page expects")
                    .contains("<th scope=\"col\"", "<th scope=\"row\"");
            assertThat(body.split("class=\"edge\"", -1)).hasSize(4 + 1);
            assertThat(body.split("class=\"span ", -1)).hasSize(5 + 1);
            assertThat(body).contains(shown.versions.get(0).hash().hex().substring(0, 10));
        }
    }

    @Test
    void page_partThatFailsAndEmptyRegistry_isStillShown() throws Exception {
        Path file = folder.resolve("dashboard.html");
        try (io.adapt4j.registry.Registry empty =
                io.adapt4j.runtime.registry.file.FileRegistry.open(folder.resolve("empty"))) {
            Dashboard.of(empty)
                    .with(new DashboardPart() {
                        @Override
                        public String name() {
                            return "host";
                        }

                        @Override
                        public JsonPrimitive json() {
                            throw new IllegalStateException("no host here");
                        }
                    })
                    .write(file);
        }
        String dom = Browser.dom(file.toUri().toString(), folder);

        assertThat(dom)
                .contains("Nothing is registered.", "No alias was ever set.", "There is no rollout.")
                .contains("This cannot be read: IllegalStateException: no host here");
    }
}
