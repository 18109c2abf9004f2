package io.adapt4j.testing.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.ContentHash;
import io.adapt4j.registry.RegistryStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a store promises by itself. */
public abstract class StoreKit extends RegistryFixture {
    private static final int WRITERS = 3;
    private static final int WRITES = 30;

    protected StoreKit(StoreUnderTest under) {
        super(under);
    }

    @Test
    void write_recordsAndObjects_areReadByOthersAndWithinTheWrite() {
        RegistryStore other = under.open();
        ContentHash object = store.write(writer -> {
            writer.put("a/b", bytes("1"));
            writer.put("a/c.d-e_f", bytes("2"));
            writer.put("a-b/c", bytes("3"));
            writer.put("gone", bytes("4"));
            writer.delete("gone");
            writer.delete("never");
            writer.put("a/b", bytes("5"));
            assertThat(writer.record("a/b")).contains(bytes("5"));
            assertThat(writer.records("a/")).containsOnlyKeys("a/b", "a/c.d-e_f");
            return writer.putObject(bytes("o"));
        });

        assertThat(other.record("a/b")).contains(bytes("5"));
        assertThat(other.record("gone")).isEmpty();
        assertThat(other.record("a")).isEmpty();
        assertThat(other.records("")).containsOnlyKeys("a-b/c", "a/b", "a/c.d-e_f");
        assertThat(other.records("a/")).containsEntry("a/b", bytes("5")).hasSize(2);
        assertThat(other.records("none/")).isEmpty();
        assertThat(object).isEqualTo(ContentHash.of(bytes("o")));
        assertThat(other.object(object)).contains(bytes("o"));
        assertThat(other.object(ContentHash.of(bytes("p")))).isEmpty();
        other.close();
    }

    @Test
    void deleteObject_thereOrNot_saysHowManyBytesItHad() {
        ContentHash object = store.write(writer -> {
            writer.putObject(bytes("other"));
            writer.putObject(bytes("four"));
            return writer.putObject(bytes("four"));
        });
        List<Long> bytes =
                store.write(writer -> List.of(writer.deleteObject(object), writer.deleteObject(object), (long)
                        writer.objects().size()));

        assertThat(bytes).containsExactly(4L, 0L, 1L);
        assertThat(store.object(object)).isEmpty();
    }

    @Test
    void write_changeThrows_isThrownAndOthersCanWrite() {
        RegistryStore other = under.open();

        assertThatThrownBy(() -> store.write(writer -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");
        other.write(writer -> {
            writer.put("a", bytes("1"));
            return 0;
        });
        assertThat(store.record("a")).contains(bytes("1"));
        other.close();
    }

    @Test
    void write_manyAtOnce_takeTurnsAndReadersSeeWholeRecords() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newCachedThreadPool();
        store.write(writer -> {
            writer.put("count/er", block(0));
            return 0;
        });
        try {
            Future<Integer> reader = threads.submit(() -> {
                int last = 0;
                try (RegistryStore own = under.open()) {
                    while (!done.get()) {
                        byte[] seen = own.record("count/er").orElseThrow();
                        int now = ByteBuffer.wrap(seen).getInt();
                        assertThat(seen).isEqualTo(block(now));
                        assertThat(now).isGreaterThanOrEqualTo(last);
                        assertThat(own.records("count/")).hasSize(1);
                        last = now;
                    }
                }
                return last;
            });
            List<Future<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(threads.submit(() -> {
                    try (RegistryStore own = under.open()) {
                        for (int n = 0; n < WRITES; n++) {
                            own.write(writer -> {
                                int now = ByteBuffer.wrap(
                                                writer.record("count/er").orElseThrow())
                                        .getInt();
                                writer.put("count/er", block(now + 1));
                                return 0;
                            });
                        }
                    }
                    return 0;
                }));
            }
            for (Future<Integer> writer : writers) {
                writer.get();
            }
            done.set(true);
            reader.get();
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
        assertThat(store.record("count/er")).contains(block(WRITERS * WRITES));
    }

    /** Some pages that are all of one number. */
    private static byte[] block(int number) {
        ByteBuffer block = ByteBuffer.allocate(20_000);
        while (block.hasRemaining()) {
            block.putInt(number);
        }
        return Arrays.copyOf(block.array(), block.capacity());
    }
}
