package io.adapt4j.train.loop.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.StorageException;
import io.adapt4j.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLabelStoreTest {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00.123456Z");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("there/labels.jsonl");
    }

    private static LabelledText label(String id) {
        return new LabelledText(
                id,
                "line 1\nline \u2028 2 \ud83d\ude00 \"",
                "spam",
                Optional.of(ContentHash.of(new byte[] {1})),
                Optional.of("ham"),
                NOW);
    }

    @Test
    void append_openedAgain_isThereInItsOrder() {
        LabelledText plain = new LabelledText("c", "text", "ham", Optional.empty(), Optional.empty(), NOW);
        ContentHash hash;
        try (FileLabelStore store = FileLabelStore.open(file)) {
            assertThat(store.append(label("b"))).isTrue();
            assertThat(store.append(label("a"))).isTrue();
            assertThat(store.append(plain)).isTrue();
            hash = store.hash(2);
        }

        try (FileLabelStore store = FileLabelStore.open(file)) {
            assertThat(store.size()).isEqualTo(3);
            assertThat(store.labels(0, 3).read()).containsExactly(label("b"), label("a"), plain);
            assertThat(store.labels(1, 2).read()).containsExactly(label("a"));
            assertThat(store.hash(2)).isEqualTo(hash).isNotEqualTo(store.hash(3));
            assertThat(label("a").correct()).contains(false);
            assertThat(plain.correct()).isEmpty();
        }
    }

    @Test
    void append_samePrediction_isTakenOnce() {
        try (FileLabelStore store = FileLabelStore.open(file)) {
            store.append(label("a"));
            assertThat(store.append(new LabelledText("a", "other", "ham", Optional.empty(), Optional.empty(), NOW)))
                    .isFalse();
        }
        try (FileLabelStore store = FileLabelStore.open(file)) {
            assertThat(store.append(label("a"))).isFalse();
            assertThat(store.labels(0, 1).read()).containsExactly(label("a"));
        }
    }

    @Test
    void open_cutAtAnyByte_hasAllWholeLinesAndGoesOn() throws Exception {
        try (FileLabelStore store = FileLabelStore.open(file)) {
            store.append(label("a"));
            store.append(label("b"));
        }
        byte[] whole = Files.readAllBytes(file);
        int line = whole.length / 2;
        for (int length = 0; length <= whole.length; length += length % line < line - 2 ? 5 : 1) {
            Files.write(file, Arrays.copyOf(whole, length));
            int expected = length / line;
            try (FileLabelStore store = FileLabelStore.open(file)) {
                assertThat(store.size()).as("after %d bytes", length).isEqualTo(expected);
                assertThat(store.append(label("c"))).isTrue();
                assertThat(store.labels(expected, expected + 1).read()).containsExactly(label("c"));
            }
        }
    }

    @Test
    void open_lastBlockOfZeros_isCutOff() throws Exception {
        try (FileLabelStore store = FileLabelStore.open(file)) {
            store.append(label("a"));
        }
        Files.write(file, "\0\0\0\n".getBytes(UTF_8), StandardOpenOption.APPEND);

        try (FileLabelStore store = FileLabelStore.open(file)) {
            assertThat(store.size()).isEqualTo(1);
        }
    }

    @Test
    void open_damagedLine_isNamed() throws Exception {
        try (FileLabelStore store = FileLabelStore.open(file)) {
            store.append(label("a"));
            store.append(label("b"));
            store.append(label("c"));
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(1, "{\"id\": 7}");
        Files.write(file, lines);

        assertThatThrownBy(() -> FileLabelStore.open(file))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("labels.jsonl, line 2: Not a labelled text")
                .hasMessageContaining("\"id\"");
        Files.write(file, lines.subList(0, 1));
        FileLabelStore.open(file).close();
    }

    @Test
    void open_inUse_isRefused() {
        try (FileLabelStore store = FileLabelStore.open(file)) {
            assertThatThrownBy(() -> FileLabelStore.open(file))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("in use by another process");
            assertThat(store.append(label("a"))).isTrue();
        }
    }

    /** Opens a store, and says why it cannot. */
    static final class Program {
        public static void main(String[] args) {
            try (FileLabelStore store = FileLabelStore.open(Path.of(args[0]))) {
                System.out.println("has " + store.size());
            } catch (StorageException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private String openedElsewhere() throws Exception {
        return ChildJvm.run(folder.resolve("log"), List.of("-XX:TieredStopAtLevel=1"), Program.class, file.toString())
                .get(0);
    }

    @Test
    void open_inUseByAnotherProcess_isRefusedAlsoAfterLabelsWereRead() throws Exception {
        try (FileLabelStore store = FileLabelStore.open(file)) {
            store.append(label("a"));
            assertThat(store.labels(0, 1).read()).containsExactly(label("a"));

            assertThat(openedElsewhere()).contains("in use by another process");
        }
        assertThat(openedElsewhere()).isEqualTo("has 1");
    }

    @Test
    void open_inUseByAnotherName_isRefused() throws Exception {
        try (FileLabelStore store = FileLabelStore.open(file)) {
            Path link = Files.createSymbolicLink(folder.resolve("link.jsonl"), file);

            assertThatThrownBy(() -> FileLabelStore.open(link)).isInstanceOf(StorageException.class);
            assertThat(store.append(label("a"))).isTrue();
        }
    }

    @Test
    void append_interruptedThread_isStoredAndTheStoreGoesOn() {
        Thread.currentThread().interrupt();
        try (FileLabelStore store = FileLabelStore.open(file)) {
            assertThat(store.append(label("a"))).isTrue();
            assertThat(store.labels(0, 1).read()).containsExactly(label("a"));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(store.append(label("a"))).isFalse();
            assertThat(store.append(label("b"))).isTrue();
        }
        try (FileLabelStore store = FileLabelStore.open(file)) {
            assertThat(store.labels(0, store.size()).read()).containsExactly(label("a"), label("b"));
        }
    }

    @Test
    void labels_moreThanThereAre_saysHowMany() {
        try (FileLabelStore store = FileLabelStore.open(file)) {
            assertThatThrownBy(() -> store.labels(0, 1))
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("from 0 to 1 are wanted")
                    .hasMessageEndingWith("has 0");
        }
    }

    @Test
    void append_afterClose_isAnErrorThatNamesThePrediction() {
        FileLabelStore store = FileLabelStore.open(file);
        store.close();
        store.close();

        assertThatThrownBy(() -> store.append(label("a")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("\"a\"");
        assertThat(store.size()).isZero();
    }
}
