package io.adapt4j.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.adapt4j.ContentHash;
import io.adapt4j.error.StorageException;
import io.adapt4j.testing.DefaultLocale;
import io.adapt4j.testing.OtherProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionLogTest {
    @TempDir
    private Path folder;

    private static PredictionRecord record(int number) {
        return new PredictionRecord(
                "p" + number,
                "triage",
                new ContentHash("ab".repeat(32)),
                Instant.ofEpochSecond(number),
                number % 2 == 0 ? Optional.of("spam") : Optional.empty(),
                number % 3 == 0 ? Optional.of(ContentHash.of(new byte[] {1})) : Optional.empty());
    }

    @Test
    void line_ofARecord_isReadBack() {
        for (int i = 0; i < 6; i++) {
            assertThat(PredictionRecord.parse(record(i).line())).isEqualTo(record(i));
        }
    }

    @Test
    void find_inARing_knowsTheLatestOnly() {
        try (PredictionRing ring = new PredictionRing(3)) {
            ring.write(List.of(record(1), record(2), record(3), record(4)));

            assertThat(ring.find("p1")).isEmpty();
            assertThat(ring.find("p2")).contains(record(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a \"quoted\" one", "back\\slash", "two\nlines", "<b>\u2028</b>", "gr\u00fc\u00dfe"})
    void find_idThatJsonWritesOtherwise_isFound(String id) {
        PredictionRecord one = record(1);
        PredictionRecord odd =
                new PredictionRecord(id, one.deployment(), one.adapter(), one.time(), one.answer(), one.input());
        try (PredictionFiles files = new PredictionFiles(folder, 1000, 3)) {
            files.write(List.of(one, odd));

            assertThat(files.find(id)).contains(odd);
        }
    }

    @Test
    void write_moreThanTheFilesHold_removesTheOldestFile() throws Exception {
        try (PredictionFiles files = new PredictionFiles(folder, 1000, 3)) {
            for (int i = 0; i < 50; i++) {
                files.write(List.of(record(i)));
            }
            assertThat(files.find("p49")).contains(record(49));
            assertThat(files.find("p0")).isEmpty();
            try (var present = Files.list(folder)) {
                assertThat(present.filter(file -> file.toString().endsWith(".jsonl")))
                        .hasSize(3);
            }
        }
    }

    @Test
    void write_threadIsInterrupted_writesOnceAllTheSame() throws Exception {
        try (PredictionFiles files = new PredictionFiles(folder, 1000, 3)) {
            files.write(List.of(record(1)));
            Thread.currentThread().interrupt();
            files.write(List.of(record(2)));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(Files.readAllLines(folder.resolve("0".repeat(19) + ".jsonl")))
                    .containsExactly(record(1).line(), record(2).line());
        }
    }

    @Test
    void open_inUse_isRefusedAndStaysLocked() throws Exception {
        try (PredictionFiles files = new PredictionFiles(folder, 1000, 3)) {
            assertThatThrownBy(() -> new PredictionFiles(folder, 1000, 3)).isInstanceOf(StorageException.class);

            assertThat(OtherProcess.canLock(folder.resolve("lock"))).isFalse();
        }
    }

    @Test
    void find_localeWithOtherDigits_knowsWhatWasWritten() {
        try (DefaultLocale locale = DefaultLocale.withOtherDigits();
                PredictionFiles files = new PredictionFiles(folder, 1000, 3)) {
            files.write(List.of(record(1)));

            assertThat(files.find("p1")).contains(record(1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"p2\",\"depl",
                "{\"id\":\"p2 p3\",\"answer\":\"{}",
                "{\"id\":\"p2\",\"answer\":\"\u00c3"
            })
    void find_afterALineWasTorn_stillKnowsTheOthers(String torn) throws Exception {
        try (PredictionFiles files = new PredictionFiles(folder, 1000, 3)) {
            files.write(List.of(record(1)));
        }
        Path file = folder.resolve("0".repeat(19) + ".jsonl");
        // As bytes, the last of these begins a character of UTF-8.
        Files.write(file, torn.getBytes(StandardCharsets.ISO_8859_1), StandardOpenOption.APPEND);
        try (PredictionFiles files = new PredictionFiles(folder, 1000, 3)) {
            files.write(List.of(record(3)));

            assertThat(files.find("p1")).contains(record(1));
            assertThat(files.find("p2")).isEmpty();
            assertThat(files.find("p3")).contains(record(3));
        }
    }

    @Test
    void write_diskWasFullBefore_findsWhatWasWrittenWhole() throws Exception {
        try (FileSystem disk = Jimfs.newFileSystem(
                        Configuration.unix().toBuilder().setMaxSize(1 << 15).build());
                PredictionFiles files = new PredictionFiles(disk.getPath("/predictions"), 1 << 20, 3)) {
            files.write(List.of(record(0)));
            List<PredictionRecord> tooMuch =
                    IntStream.range(1, 400).mapToObj(PredictionLogTest::record).toList();
            assertThatThrownBy(() -> files.write(tooMuch)).isInstanceOf(StorageException.class);
            files.write(List.of(record(400)));

            assertThat(files.find("p0")).contains(record(0));
            assertThat(files.find("p1")).isEmpty();
            assertThat(files.find("p400")).contains(record(400));
        }
    }

    @Test
    void record_sampled_isTheShareAskedForAndTheSameEverywhere() {
        try (PredictionLog log = new PredictionLog(new PredictionRing(10), 0.25, 10);
                PredictionLog other = new PredictionLog(new PredictionRing(10), 0.25, 10);
                PredictionLog all = new PredictionLog(new PredictionRing(10), 1, 10);
                PredictionLog none = new PredictionLog(new PredictionRing(10), 0, 10)) {
            List<String> ids =
                    IntStream.range(0, 10_000).mapToObj(i -> "id" + i).toList();

            assertThat(ids.stream().filter(log::samples).count()).isBetween(2300L, 2700L);
            assertThat(ids)
                    .allMatch(id -> log.samples(id) == other.samples(id))
                    .allMatch(all::samples)
                    .noneMatch(none::samples);
            assertThat(none.record(record(1))).isFalse();
        }
    }

    @Test
    void record_storeIsSlow_losesRecordsAndCountsThem() {
        CountDownLatch release = new CountDownLatch(1);
        List<PredictionRecord> written = new ArrayList<>();
        PredictionLog log = new PredictionLog(
                new PredictionStore() {
                    @Override
                    public void write(List<PredictionRecord> records) {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        written.addAll(records);
                    }

                    @Override
                    public Optional<PredictionRecord> find(String id) {
                        return Optional.empty();
                    }

                    @Override
                    public void close() {}
                },
                1,
                10);
        int taken = 0;
        for (int i = 0; i < 1000; i++) {
            taken += log.record(record(i)) ? 1 : 0;
        }
        release.countDown();
        log.close();

        assertThat(log.lost()).isEqualTo(1000 - taken).isGreaterThan(500);
        assertThat(written).hasSize(taken);
        assertThat(log.record(record(1))).isFalse();
    }
}
