package io.adapt4j.runtime.dashboard;

import com.google.gson.JsonObject;
import io.adapt4j.audit.AuditHead;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.error.StorageException;
import io.adapt4j.format.DurableFiles;
import io.adapt4j.registry.Registry;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.watch.AliasWatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a registry holds and how a host is doing, as a JSON document and as one page of HTML. It only reads.
 *
 * <p>A part that cannot be read, such as a registry whose database is away, is named with the reason, and the others are shown. The page
 * loads nothing from anywhere, so that it can be kept as a file; all that comes from names and reasons is shown as text. Sample texts are
 * in it only where {@linkplain io.adapt4j.runtime.drift.DriftOptions#withSamples alarms carry them}.
 *
 * <p>Immutable, and safe for use by many threads.
 */
public final class Dashboard {
    private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);
    /** What the document is; another number once a reader of this one would not understand it. */
    private static final String FORMAT = "adapt4j-dashboard/1";

    private final List<DashboardPart> parts;

    private Dashboard(List<DashboardPart> parts) {
        this.parts = parts;
    }

    /** Of a registry alone: versions with their lineage, aliases with their history, rollouts and loops. */
    public static Dashboard of(Registry registry) {
        return new Dashboard(List.of(
                new VersionsPart(registry),
                new AliasesPart(registry),
                new StatesPart(registry, "rollout"),
                new StatesPart(registry, "loop")));
    }

    /** With a host, and what its listener has counted. */
    public Dashboard withHost(AdapterHost host, Traffic traffic) {
        return with(new HostPart(host, traffic));
    }

    /** With what a host follows. */
    public Dashboard withWatch(AliasWatch watch) {
        return with(new WatchPart(watch));
    }

    /** With what the listener of drift monitors has kept of them, and how the monitors {@linkplain DriftHistory#add added} to it are. */
    public Dashboard withDrift(DriftHistory history) {
        return with(new DriftPart(history));
    }

    /** With an audit log, verified each time. */
    public Dashboard withAudit(AuditLog log) {
        return withAudit(log, AuditHead.EMPTY);
    }

    /** With an audit log that must have all that it had at an anchor. */
    public Dashboard withAudit(AuditLog log, AuditHead anchor) {
        return with(new AuditPart(log, anchor));
    }

    /** With the states of a further kind, as tables. */
    public Dashboard withStates(Registry registry, String kind) {
        return with(new StatesPart(registry, kind));
    }

    /** With a further part, in the place of one of that name. */
    public Dashboard with(DashboardPart part) {
        List<DashboardPart> more = new ArrayList<>(parts);
        more.removeIf(old -> old.name().equals(part.name()));
        more.add(part);
        return new Dashboard(List.copyOf(more));
    }

    /**
     * As a document: {@code format}, {@code generated} (when), {@code parts} by name, and {@code errors} with the reason for each part
     * that could not be read.
     */
    public JsonObject toJson() {
        JsonObject shown = new JsonObject();
        JsonObject errors = new JsonObject();
        for (DashboardPart part : parts) {
            try {
                shown.add(part.name(), Fields.finite(part.json()));
            } catch (RuntimeException e) { // of a part, which may be foreign code
                LOG.warn("The part {} of the dashboard cannot be read: {}", part.name(), e.toString());
                errors.addProperty(part.name(), e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }
        JsonObject document = new JsonObject();
        document.addProperty("format", FORMAT);
        document.addProperty("generated", Instant.now().toString());
        document.add("parts", shown);
        document.add("errors", errors);
        return document;
    }

    /** As a page. */
    public String toHtml() {
        return Page.of(toJson());
    }

    /** The page of a document that {@link #toJson} gave, here or elsewhere. */
    public static String toHtml(JsonObject document) {
        return Page.of(document);
    }

    /**
     * Writes the page to a file, whole or not at all, in the place of one that is there.
     *
     * @throws StorageException when it cannot be written
     */
    public void write(Path file) {
        try {
            DurableFiles.replace(file, toHtml().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StorageException("The dashboard cannot be written to " + file.toAbsolutePath() + ": " + e, e);
        }
    }
}
