package io.adapt4j.runtime.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.adapt4j.audit.AuditHead;
import io.adapt4j.error.StorageException;
import io.adapt4j.runtime.drift.Alarm;
import io.adapt4j.runtime.watch.AliasWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardTest {
    @TempDir
    Path folder;

    private Shown shown;

    @BeforeEach
    void open() {
        shown = new Shown(folder);
    }

    @AfterEach
    void close() {
        shown.close();
    }

    private JsonElement part(String name) {
        JsonObject document = shown.dashboard().toJson();
        assertThat(document.getAsJsonObject("errors").keySet()).isEmpty();
        return document.getAsJsonObject("parts").get(name);
    }

    private static DashboardPart part(String name, JsonElement json) {
        return new DashboardPart() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public JsonElement json() {
                return json;
            }
        };
    }

    private static String text(JsonElement json, String field) {
        return json.getAsJsonObject().get(field).getAsString();
    }

    @Test
    void versions_ofARegistry_haveLineageTagsAndHolds() {
        JsonObject triage = part("versions").getAsJsonArray().get(0).getAsJsonObject();
        JsonArray versions = triage.getAsJsonArray("versions");

        assertThat(versions.asList())
                .extracting(version -> text(version, "id"))
                .containsExactlyElementsOf(
                        shown.versions.stream().map(Object::toString).toList());
        assertThat(versions.get(3).getAsJsonObject().getAsJsonArray("parents").asList())
                .extracting(JsonElement::getAsString)
                .containsExactly(
                        shown.versions.get(1).toString(), shown.versions.get(2).toString());
        assertThat(text(versions.get(2).getAsJsonObject().get("tags"), "note")).isEqualTo(Shown.HOSTILE);
        assertThat(versions.get(0).getAsJsonObject().getAsJsonObject("holds").keySet())
                .containsExactly("case-7");
        assertThat(text(versions.get(0), "content"))
                .isEqualTo(shown.adapter(1).hash().toString());
        assertThat(text(versions.get(0), "base")).isEqualTo(shown.base.hash().toString());
    }

    @Test
    void versions_withAVerdict_showItWithoutItsExamples() {
        shown.registry.register(
                "judged",
                shown.adapter(9)
                        .withDocument(
                                "verdict",
                                Shown.json(
                                        "{'passed': false, 'findings': [{'criterion': 'accuracy', 'status': 'FAILED', 'figures': {'measured': 0.4}, 'examples': [{'text': 'a secret'}]}]}")),
                io.adapt4j.registry.Registration.of(Shown.change(1, "judged")));
        JsonElement judged = part("versions").getAsJsonArray().get(0);

        assertThat(text(judged, "adapter")).isEqualTo("judged");
        assertThat(judged.toString())
                .contains("\"passed\":false", "\"measured\":0.4")
                .doesNotContain("secret");
    }

    @Test
    void aliases_moved_haveTheirHistory() {
        JsonArray aliases = part("aliases").getAsJsonArray();
        JsonObject champion = aliases.get(1).getAsJsonObject();

        assertThat(aliases.asList())
                .extracting(alias -> text(alias, "alias"))
                .containsExactly("challenger", "champion");
        assertThat(text(champion, "version")).isEqualTo(shown.versions.get(1).toString());
        assertThat(champion.getAsJsonArray("moves").asList())
                .extracting(move -> text(move, "version"))
                .containsExactly(
                        shown.versions.get(0).toString(),
                        shown.versions.get(1).toString(),
                        shown.versions.get(2).toString(),
                        shown.versions.get(1).toString());
    }

    @Test
    void states_ofAnyKind_areShownAsTheyAre() {
        JsonObject content = Shown.json("{'anything': [1, {'deep': true}]}");
        shown.registry.put(shown.registry.state("budget", "triage"), content);
        JsonObject parts =
                shown.dashboard().withStates(shown.registry, "budget").toJson().getAsJsonObject("parts");

        assertThat(parts.getAsJsonArray("budget").get(0).getAsJsonObject().get("content"))
                .isEqualTo(content);
        assertThat(text(parts.getAsJsonArray("rollout").get(0).getAsJsonObject().get("content"), "stage"))
                .isEqualTo("canary");
        assertThat(parts.getAsJsonArray("loop")).hasSize(1);
    }

    @Test
    void host_afterRequests_hasDeploymentsAndLatencies() {
        JsonObject host = part("host").getAsJsonObject();
        JsonObject triage = host.getAsJsonArray("deployments").get(0).getAsJsonObject();
        JsonObject latency = triage.getAsJsonObject("latency");

        assertThat(host.getAsJsonObject("status").get("residentBytes").getAsLong())
                .isEqualTo(shown.host.status().residentBytes())
                .isEqualTo(triage.get("residentBytes").getAsLong())
                .isPositive();
        assertThat(text(triage, "adapter")).isEqualTo(shown.adapter(3).hash().toString());
        assertThat(latency.get("answered").getAsInt()).isEqualTo(2);
        assertThat(latency.get("failed").getAsInt()).isEqualTo(1);
        assertThat(latency.get("p50").getAsDouble()).isCloseTo(2, within(0.2));
        assertThat(latency.get("p99").getAsDouble()).isCloseTo(4, within(0.4));
    }

    @Test
    void drift_windowsAndAlarms_areKeptUpToABound() {
        for (int i = 0; i < 300; i++) {
            shown.drift.onWindow("triage", 31 + i, List.of(Shown.found("input.length", 30)));
            shown.drift.onAlarm("triage", new Alarm(2 + i, 1, 1, List.of(Shown.found("input.length", 30)), List.of()));
        }
        JsonObject triage = part("drift").getAsJsonObject().getAsJsonObject("triage");
        JsonArray windows = triage.getAsJsonArray("windows");
        JsonArray alarms = triage.getAsJsonArray("alarms");

        assertThat(windows).hasSize(200);
        assertThat(alarms).hasSize(20);
        assertThat(windows.get(199).getAsJsonObject().get("window").getAsInt()).isEqualTo(330);
        JsonObject last = alarms.get(19).getAsJsonObject();
        assertThat(last.get("number").getAsInt()).isEqualTo(301);
        assertThat(last.get("window").getAsInt()).isEqualTo(330);
        assertThat(last.getAsJsonArray("findings")
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonObject("plot")
                        .getAsJsonArray("window"))
                .hasSize(3);
    }

    @Test
    void audit_asWritten_isVerified() {
        JsonObject audit = part("audit").getAsJsonObject();

        assertThat(audit.get("verified").getAsBoolean()).isTrue();
        assertThat(audit.get("size").getAsInt()).isEqualTo(2);
        assertThat(text(audit, "head")).isEqualTo(shown.audit.head().hash().toString());
        assertThat(text(audit.getAsJsonArray("entries").get(1), "actor")).isEqualTo(Shown.HOSTILE);
    }

    @Test
    void audit_alteredOrCutOff_isNotVerified() throws IOException {
        AuditHead three = new AuditHead(3, shown.audit.head().hash());
        JsonObject cut = shown.dashboard()
                .withAudit(shown.audit, three)
                .toJson()
                .getAsJsonObject("parts")
                .getAsJsonObject("audit");
        assertThat(cut.get("verified").getAsBoolean()).isFalse();
        assertThat(text(cut, "problem")).contains("entry 3");

        Path file = folder.resolve("audit/0000000000000000001.jsonl");
        Files.writeString(file, Files.readString(file).replace("\"actor\":\"ann\"", "\"actor\":\"bob\""));
        JsonObject altered = part("audit").getAsJsonObject();
        assertThat(altered.get("verified").getAsBoolean()).isFalse();
        assertThat(text(altered, "problem")).contains("entry 1");
        assertThat(altered.getAsJsonArray("entries")).isEmpty();
    }

    @Test
    void part_thatFails_isNamedAndTheOthersAreShown() {
        DashboardPart failing = new DashboardPart() {
            @Override
            public String name() {
                return "watch";
            }

            @Override
            public JsonElement json() {
                throw new StorageException("the database is away", new IOException());
            }
        };
        JsonObject document = shown.dashboard().with(failing).toJson();

        assertThat(text(document.get("errors"), "watch")).isEqualTo("StorageException: the database is away");
        assertThat(document.getAsJsonObject("parts").keySet())
                .contains("versions", "host")
                .doesNotContain("watch");
    }

    @Test
    void part_withNumbersThatJsonLacks_hasNullForThem() {
        JsonArray numbers = new JsonArray();
        numbers.add(Double.NaN);
        numbers.add(1.5);
        String html = shown.dashboard().with(part("odd", numbers)).toHtml();

        assertThat(html).contains("\"odd\":[null,1.5]").doesNotContain("NaN]");
    }

    @Test
    void html_hostileTexts_endNoElementAndNothingIsLoaded() {
        String html = shown.dashboard().toHtml();

        assertThat(html.split("</script>", -1)).hasSize(3);
        assertThat(html)
                .doesNotContain("<img")
                .doesNotContain("src=\"")
                .doesNotContain("innerHTML")
                .doesNotContain("{document}");
        assertThat(html.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http:")
                .doesNotContain("https:");
        assertThat(html).contains("default-src 'none'", "script-src 'sha256-").doesNotContain("unsafe-inline");
        assertThat(html).contains("<html lang=\"en\">", "<main id=\"content\">", "<nav", "<header>", "<footer>");
    }

    @Test
    void html_itsDocument_isTheJson() {
        JsonObject document = shown.dashboard().toJson();
        String html = Dashboard.toHtml(document);
        String marker = "id=\"document\">";
        String embedded = html.substring(html.indexOf(marker) + marker.length());

        assertThat(JsonParser.parseString(embedded.substring(0, embedded.indexOf("</script>"))))
                .isEqualTo(document);
    }

    @Test
    void write_ofARegistryAlone_isOneFile() throws IOException {
        Path file = folder.resolve("dashboard.html");
        Dashboard.of(shown.registry).write(file);
        Dashboard.of(shown.registry).write(file);

        assertThat(Files.readString(file))
                .startsWith("<!doctype html>")
                .endsWith("</html>\n")
                .doesNotContain("\"host\":");
        assertThatThrownBy(() -> Dashboard.of(shown.registry).write(folder.resolve("registry/none/file")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("none");
    }

    @Test
    void watch_ofAnAlias_isShown() throws InterruptedException {
        try (AliasWatch watch = AliasWatch.on(shown.host, shown.registry)
                .deployment("live", "triage", "champion")
                .start()) {
            assertThat(watch.awaitServing(Duration.ofSeconds(30))).isTrue();
            JsonObject live = shown.dashboard()
                    .withWatch(watch)
                    .toJson()
                    .getAsJsonObject("parts")
                    .getAsJsonObject("watch")
                    .getAsJsonArray("deployments")
                    .get(0)
                    .getAsJsonObject();

            assertThat(text(live, "serving")).isEqualTo(shown.versions.get(1).toString());
            assertThat(live.get("current").getAsBoolean()).isTrue();
        }
    }

    @Test
    void traffic_ofManyNames_isBounded() {
        for (int i = 0; i < 5_000; i++) {
            shown.traffic.onRequest("name" + i, 1, true);
        }
        assertThat(shown.traffic.of("name10")).isPresent();
        assertThat(shown.traffic.of("name4999")).isEmpty();
        assertThat(shown.traffic.of("triage").orElseThrow().toJson().get("answered"))
                .isEqualTo(new JsonPrimitive(2L));
    }
}
