package io.adapt4j.examples.service;

import static io.adapt4j.examples.service.RunningService.TEXT;
import static io.adapt4j.examples.service.RunningService.json;
import static io.adapt4j.examples.service.RunningService.zip;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.runtime.batch.BatchOptions;
import io.adapt4j.runtime.dashboard.Browser;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardPagesTest {
    @TempDir
    private Path folder;

    private RunningService running;
    private Adapter adapter;

    @BeforeEach
    void deploy() throws Exception {
        running = new RunningService(folder.resolve("service"), BatchOptions.defaults());
        adapter = running.train("spam", "ham");
        running.put("/adapters/Triage", "application/zip", zip(adapter, folder.resolve("packed")));
        running.predict("Triage", "{\"text\": \"" + TEXT + "\"}").join();
    }

    @AfterEach
    void close() {
        running.close();
    }

    @Test
    void json_afterADeployment_hasHostVersionAliasAndAudit() throws Exception {
        HttpResponse<String> response = running.get("/dashboard.json");
        JsonObject parts = json(response).getAsJsonObject().getAsJsonObject("parts");
        JsonObject deployment = parts.getAsJsonObject("host")
                .getAsJsonArray("deployments")
                .get(0)
                .getAsJsonObject();
        JsonObject alias = parts.getAsJsonArray("aliases").get(0).getAsJsonObject();
        JsonObject audit = parts.getAsJsonObject("audit");

        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(deployment.get("name").getAsString()).isEqualTo("Triage");
        assertThat(deployment.getAsJsonObject("latency").get("answered").getAsInt())
                .isEqualTo(1);
        assertThat(alias.get("adapter").getAsString()).isEqualTo("triage");
        assertThat(alias.get("version").getAsString())
                .isEqualTo(running.registry
                        .versions("triage")
                        .readable()
                        .get(0)
                        .id()
                        .toString());
        assertThat(running.registry.versions("triage").readable().get(0).content())
                .isEqualTo(adapter.hash());
        assertThat(audit.get("verified").getAsBoolean()).isTrue();
        assertThat(audit.getAsJsonArray("entries")
                        .get(0)
                        .getAsJsonObject()
                        .get("action")
                        .getAsString())
                .isEqualTo("deploy");
    }

    @Test
    void page_overHttp_isReadOnlyAndCannotBeFramed() throws Exception {
        HttpResponse<String> page = running.get("/dashboard");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.headers().firstValue("Content-Security-Policy")).hasValue("frame-ancestors 'none'");
        assertThat(page.body()).contains("default-src 'none'").contains("\"name\":\"Triage\"");
        assertThat(running.put("/dashboard", "text/plain", "x".getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(405);
        assertThat(running.delete("/dashboard.json").statusCode()).isEqualTo(405);
    }

    @Test
    void page_inABrowser_showsTheDeployment() throws Exception {
        String dom = Browser.dom("http://127.0.0.1:" + running.service.port() + "/dashboard", folder);

        assertThat(dom.substring(dom.indexOf("<main")))
                .contains(">Host</h2>", ">Triage</th>", "Lineage of triage: 1 versions", "Verified: all 1 entries");
    }

    @Test
    void ledger_removedDeployment_isOnRecord() throws Exception {
        running.delete("/adapters/Triage");

        assertThat(running.registry.alias("triage", "deployed").version()).isEmpty();
        assertThat(running.registry.alias("triage", "deployed").revision()).isEqualTo(2);
        assertThat(running.audit.verify().size()).isEqualTo(2);
    }
}
