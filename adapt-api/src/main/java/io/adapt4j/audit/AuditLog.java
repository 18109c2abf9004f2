package io.adapt4j.audit;

import io.adapt4j.error.StorageException;
import io.adapt4j.error.TrustException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * The append-only record of who did what to which adapter and why. Each entry has the hash of the one before, so that no entry
 * can be changed, left out or put in later without all that follow; that the last ones were cut off shows against a {@linkplain
 * AuditHead head} that was kept elsewhere.
 */
public final class AuditLog {
    private final AuditStore store;
    private final Clock clock;

    /** @param clock says the time of each entry */
    public AuditLog(AuditStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Appends an event; once this returns, it is on record. See {@link AuditStore#append} for errors. */
    public AuditEntry record(AuditEvent event) {
        return store.append(head -> AuditEntry.after(head, clock.instant().truncatedTo(ChronoUnit.MILLIS), event));
    }

    /** How far the log has got, to be kept elsewhere or {@linkplain AuditHead#sign signed}. */
    public AuditHead head() {
        return store.head();
    }

    /** Gives all entries in their order, each verified with those before it. */
    public void forEach(Consumer<AuditEntry> consumer) {
        Chain chain = new Chain(AuditHead.EMPTY, consumer);
        store.forEachLine(chain::accept);
    }

    /**
     * Verifies all entries.
     *
     * @return how far the log has got
     * @throws TrustException that names the first entry that was altered, left out or put in
     */
    public AuditHead verify() {
        return verify(AuditHead.EMPTY);
    }

    /**
     * As {@link #verify()}, and that the log still has all that it had at an anchor.
     *
     * @throws TrustException when entries are gone from its end, or others are in their place
     */
    public AuditHead verify(AuditHead anchor) {
        Chain chain = new Chain(anchor, entry -> {});
        store.forEachLine(chain::accept);
        return chain.end();
    }

    /** Writes all entries as JSON Lines, verified; returns how far it has got. */
    public AuditHead export(OutputStream out) {
        Chain chain = new Chain(AuditHead.EMPTY, entry -> {
            try {
                out.write((entry.line() + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new StorageException("Cannot export the audit log: " + e, e);
            }
        });
        store.forEachLine(chain::accept);
        return chain.end();
    }

    /** Verifies an exported log, as {@link #verify(AuditHead)} does. */
    public static AuditHead verify(Path exported, AuditHead anchor) {
        Chain chain = new Chain(anchor, entry -> {});
        try (BufferedReader reader = Files.newBufferedReader(exported)) {
            reader.lines().forEach(chain::accept);
        } catch (IOException | UncheckedIOException e) {
            throw new TrustException(String.valueOf(exported.getFileName()), "cannot be read: " + e, e);
        }
        return chain.end();
    }

    /** Follows a log from its start. */
    private static final class Chain {
        private final AuditHead anchor;
        private final Consumer<AuditEntry> consumer;
        private AuditHead head = AuditHead.EMPTY;

        Chain(AuditHead anchor, Consumer<AuditEntry> consumer) {
            this.anchor = anchor;
            this.consumer = consumer;
        }

        void accept(String line) {
            String where = "entry " + (head.size() + 1);
            AuditEntry entry = AuditEntry.parse(where, line);
            if (entry.sequence() != head.size() + 1 || !entry.previous().equals(head.hash())) {
                throw new TrustException(
                        where,
                        "of the audit log does not follow on the one before; in its place is entry "
                                + entry.sequence());
            }
            head = entry.head();
            if (head.size() == anchor.size() && !head.equals(anchor)) {
                throw new TrustException(where, "of the audit log, or one before it, is not the one that was anchored");
            }
            consumer.accept(entry);
        }

        AuditHead end() {
            if (head.size() < anchor.size()) {
                throw new TrustException(
                        "entry " + (head.size() + 1),
                        "of the audit log is missing: it had " + anchor.size() + " when it was anchored");
            }
            return head;
        }
    }
}
