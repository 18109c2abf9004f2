package io.adapt4j.audit;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.error.TrustException;
import io.adapt4j.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An event in its place in a log. As a line of JSON it ends with the hash of the rest of the line, which has the hash of the
 * entry before.
 *
 * @param sequence its number, from 1
 * @param time what the clock of the one who recorded it said; nothing proves it
 * @param previous the hash of the entry before; zeros for the first
 */
public record AuditEntry(long sequence, Instant time, AuditEvent event, ContentHash previous) {
    /** The bytes of a line, without its end. */
    public static final int LONGEST = 1 << 16;

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    /** The entry that follows in a log. */
    public static AuditEntry after(AuditHead head, Instant time, AuditEvent event) {
        AuditEntry entry = new AuditEntry(head.size() + 1, time, event, head.hash());
        int length = entry.line().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST) {
            throw new InvalidInputException("An entry of an audit log has at most " + LONGEST
                    + " bytes, but this one has " + length + "; put the details in a file and name its hash");
        }
        return entry;
    }

    /** What the next entry refers to. */
    public ContentHash hash() {
        return ContentHash.of(GSON.toJson(json()).getBytes(StandardCharsets.UTF_8));
    }

    /** The head of a log that ends with this entry. */
    public AuditHead head() {
        return new AuditHead(sequence, hash());
    }

    /** The entry as one line, without its end. */
    public String line() {
        JsonObject json = json();
        json.addProperty("hash", hash().toString());
        return GSON.toJson(json);
    }

    private JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("sequence", sequence);
        json.addProperty("time", time.toString());
        json.addProperty("actor", event.actor());
        json.addProperty("action", event.action().label());
        json.addProperty("subject", event.subject());
        json.addProperty("reason", event.reason());
        JsonObject details = new JsonObject();
        event.details().forEach(details::addProperty);
        json.add("details", details);
        json.addProperty("previous", previous.toString());
        return json;
    }

    /**
     * Reads a line that {@link #line} has written.
     *
     * @param where for messages, such as {@code entry 7}
     * @throws TrustException when it was altered in any byte
     */
    public static AuditEntry parse(String where, String line) {
        AuditEntry entry;
        try {
            JsonObject json = Json.parse(where, line.getBytes(StandardCharsets.UTF_8));
            entry = new AuditEntry(
                    (long) Json.number(json, "sequence", where),
                    Instant.parse(Json.string(json, "time", where)),
                    event(where, json),
                    ContentHash.parse(Json.string(json, "previous", where)));
        } catch (TrustException e) {
            throw e;
        } catch (AdaptException | DateTimeException e) {
            throw new TrustException(where, "of the audit log was altered: " + e.getMessage(), e);
        }
        if (!entry.line().equals(line)) {
            throw new TrustException(where, "of the audit log was altered: its hash is not that of its content");
        }
        return entry;
    }

    private static AuditEvent event(String where, JsonObject json) {
        String action = Json.string(json, "action", where);
        SortedMap<String, String> details = new TreeMap<>();
        if (!(json.get("details") instanceof JsonObject given)) {
            throw Json.wrong(where, "details", "an object", json.get("details"));
        }
        given.keySet().forEach(name -> details.put(name, Json.string(given, name, where)));
        return new AuditEvent(
                Json.string(json, "actor", where),
                AuditAction.of(action)
                        .orElseThrow(() -> Json.wrong(where, "action", "a known action", json.get("action"))),
                Json.string(json, "subject", where),
                Json.string(json, "reason", where),
                details);
    }
}
