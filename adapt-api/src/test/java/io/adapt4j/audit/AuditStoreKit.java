package io.adapt4j.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.InvalidInputException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What every store of an audit log must do. */
abstract class AuditStoreKit {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-05-04T03:02:01.123456Z"), ZoneOffset.UTC);

    abstract AuditStore store();

    static AuditEvent event(int number) {
        return AuditEvent.of("ana", AuditAction.PROMOTE, "triage@" + number, "passed \u2265 all gates \"<&>\"\n")
                .with("gate", "sha256:0");
    }

    @Test
    void record_events_areReadBackInOrder() {
        AuditLog log = new AuditLog(store(), CLOCK);
        AuditEntry first = log.record(event(1));
        AuditEntry second = log.record(event(2));

        List<AuditEntry> read = new ArrayList<>();
        log.forEach(read::add);
        assertThat(read).containsExactly(first, second);
        assertThat(first.time()).isEqualTo(Instant.parse("2026-05-04T03:02:01.123Z"));
        assertThat(second.previous()).isEqualTo(first.hash());
        assertThat(log.head()).isEqualTo(second.head()).isEqualTo(log.verify());
        assertThat(log.verify(first.head())).isEqualTo(second.head());
    }

    @Test
    void head_nothingRecorded_isEmpty() {
        assertThat(store().head()).isEqualTo(AuditHead.EMPTY);
        assertThat(new AuditLog(store(), CLOCK).verify()).isEqualTo(AuditHead.EMPTY);
    }

    @Test
    void append_entryThatFails_leavesTheLogAsItWas() {
        AuditLog log = new AuditLog(store(), CLOCK);
        log.record(event(1));

        assertThatThrownBy(() -> log.record(event(2).with("all", "x".repeat(AuditEntry.LONGEST))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("hash");
        log.record(event(3));
        assertThat(log.verify().size()).isEqualTo(2);
    }

    @Test
    void append_fromManyThreads_makesOneChain() throws Exception {
        AuditStore store = store();
        AuditLog log = new AuditLog(store, CLOCK);
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Thread started = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int i = 0; i < 10; i++) {
                    log.record(event(i));
                }
            });
            started.start();
            threads.add(started);
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(log.verify().size()).isEqualTo(40);
    }
}
