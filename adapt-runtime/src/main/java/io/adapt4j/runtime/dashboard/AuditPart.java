package io.adapt4j.runtime.dashboard;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.adapt4j.audit.AuditEntry;
import io.adapt4j.audit.AuditHead;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.error.TrustException;
import java.util.ArrayDeque;
import java.util.Deque;

/** The latest entries of an audit log, and whether all of it is as it was written. */
record AuditPart(AuditLog log, AuditHead anchor) implements DashboardPart {
    /** The latest entries that are shown. */
    private static final int SHOWN = 200;

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public JsonElement json() {
        Deque<AuditEntry> latest = new ArrayDeque<>();
        JsonObject json = new JsonObject();
        try {
            log.forEach(entry -> {
                latest.addLast(entry);
                if (latest.size() > SHOWN) {
                    latest.removeFirst();
                }
            });
            if (anchor.size() > 0) {
                log.verify(anchor);
            }
            json.addProperty("verified", true);
        } catch (TrustException e) { // the entries before are as they were written, and are shown
            json.addProperty("verified", false);
            json.addProperty("problem", e.getMessage());
        }
        AuditHead head = latest.isEmpty() ? AuditHead.EMPTY : latest.getLast().head();
        json.addProperty("size", head.size());
        json.addProperty("head", head.hash().toString());
        json.addProperty("anchored", anchor.size());
        json.add("entries", Fields.array(latest, AuditPart::entry));
        return json;
    }

    private static JsonObject entry(AuditEntry entry) {
        JsonObject json = new JsonObject();
        json.addProperty("sequence", entry.sequence());
        json.addProperty("time", entry.time().toString());
        json.addProperty("actor", entry.event().actor());
        json.addProperty("action", entry.event().action().label());
        json.addProperty("subject", entry.event().subject());
        json.addProperty("reason", entry.event().reason());
        json.add("details", Fields.object(entry.event().details(), JsonPrimitive::new));
        return json;
    }
}
