package io.adapt4j.runtime.dashboard;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.audit.AuditAction;
import io.adapt4j.audit.AuditEvent;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.audit.FileAuditStore;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.HostOptions;
import io.adapt4j.runtime.drift.Alarm;
import io.adapt4j.runtime.drift.test.Finding;
import io.adapt4j.runtime.drift.test.Plot;
import io.adapt4j.runtime.drift.test.Side;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.runtime.onnx.TestModels;
import io.adapt4j.runtime.registry.file.FileRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A registry, a host, an audit log and some drift, small and with a hostile text in each place that takes one. */
final class Shown implements AutoCloseable {
    static final String HOSTILE =
            "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">&amp;";
    static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    final BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()));
    final Registry registry;
    final AuditLog audit;
    final Traffic traffic = new Traffic();
    final AdapterHost host = AdapterHost.on(base, HostOptions.defaults().withListener(traffic));
    final DriftHistory drift = new DriftHistory();
    final List<VersionId> versions = new ArrayList<>();

    Shown(Path folder) {
        registry = FileRegistry.open(folder.resolve("registry"));
        audit = new AuditLog(new FileAuditStore(folder.resolve("audit")), Clock.systemUTC());
        register(1, "the first");
        register(2, "drift in April", 0);
        register(3, HOSTILE, 0);
        register(4, "both", 1, 2);
        registry.tag(versions.get(2), "note", HOSTILE, change(4, "tagged"));
        registry.hold(versions.get(0), "case-7", change(5, "asked for by a customer"));
        for (int i = 0; i < 3; i++) {
            registry.move(registry.alias("triage", "champion"), versions.get(i), change(10 + 20 * i, "promoted"));
        }
        registry.rollBack(registry.alias("triage", "champion"), change(60, "complaints " + HOSTILE));
        registry.move(registry.alias("triage", "challenger"), versions.get(3), change(70, "on trial"));
        registry.put(
                registry.state("rollout", "triage"),
                json(
                        "{'stage': 'canary', 'percent': 10, 'steps': [{'percent': 1, 'requests': 812, 'errors': 0}, {'percent': 10, 'requests': 401, 'errors': 1}]}"));
        registry.put(registry.state("loop", "triage"), json("""
                {'pending': [], 'waiting': 'quiet hours until 06:00', 'history': [{'number': 1,
                  'triggers': [{'kind': 'DRIFT', 'reason': 'embedding.mmd', 'by': 'monitor', 'at': '2026-03-20T08:00:00Z'}],
                  'started': '2026-03-20T08:00:00Z', 'stage': 'RELEASE', 'waiting': '', 'candidate': '%s',
                  'judged': {'passed': true, 'findings': ['PASSED: accuracy (measured 0.93)']},
                  'spent': {'cpuSeconds': 81.5, 'joules': 900, 'price': 0},
                  'end': {'outcome': 'PROMOTED', 'reason': 'canary passed', 'at': '2026-03-21T08:00:00Z'}}]}
                """.formatted(versions.get(1))));
        audit.record(AuditEvent.of("ann", AuditAction.REGISTER, "triage", "the first"));
        audit.record(AuditEvent.of(HOSTILE, AuditAction.PROMOTE, versions.get(0).toString(), HOSTILE)
                .with("from", "nothing"));
        host.deploy("triage", adapter(3));
        traffic.onRequest("triage", 2_000_000, true);
        traffic.onRequest("triage", 4_000_000, true);
        traffic.onRequest("triage", 4_000_000, false);
        for (int window = 1; window <= 30; window++) {
            drift.onWindow("triage", window, List.of(found("embedding.mmd", window), found("input.length", 1)));
        }
        drift.onAlarm("triage", new Alarm(1, 15_000, 40, List.of(found("embedding.mmd", 30)), List.of()));
    }

    private void register(long seed, String reason, int... parents) {
        VersionId[] ids = new VersionId[parents.length];
        for (int i = 0; i < parents.length; i++) {
            ids[i] = versions.get(parents[i]);
        }
        versions.add(registry.register(
                        "triage",
                        adapter(seed),
                        Registration.of(change(20 * (seed - 1), reason))
                                .withParents(ids)
                                .withTag("month", "2026-0" + seed))
                .id());
    }

    Adapter adapter(long seed) {
        return TestAdapters.adapter(base, Lora.rank(2), seed);
    }

    /** So many days after the start. */
    static Change change(long days, String reason) {
        return new Change("loop", reason, START.plusSeconds(days * 86_400));
    }

    /** With smaller p-values in later windows. */
    static Finding found(String test, int window) {
        double p = window < 25 ? 1.0 / window : 1e-7;
        return new Finding(
                test,
                "maximum mean discrepancy",
                0.2,
                "mmd",
                0.2,
                p,
                Math.min(1, 3 * p),
                0.002,
                Side.of(new double[] {1, 2, 3}),
                Side.of(new double[] {4, 5, 6}),
                new Plot("distance", "share", List.of("1", "2", "3"), List.of(0.5, 0.3, 0.2), List.of(0.1, 0.2, 0.7)),
                List.of());
    }

    static JsonObject json(String text) {
        return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
    }

    Dashboard dashboard() {
        return Dashboard.of(registry).withHost(host, traffic).withDrift(drift).withAudit(audit);
    }

    @Override
    public void close() {
        host.close();
        registry.close();
        base.close();
    }
}
