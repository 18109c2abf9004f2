package io.adapt4j.train.data.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.StorageException;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.policy.Detector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainedOnTest {
    private static final byte[] SECRET = "kept elsewhere".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NONE = {};

    @TempDir
    private Path folder;

    private Path mail;
    private Path news;
    private Path old;

    private static RecordIndex index(byte[] secret, String... texts) {
        return RecordIndex.of(
                ExampleSource.of(
                        Arrays.stream(texts).map(text -> new Example(text, "x")).toList()),
                ExampleKinds.LABELLED,
                List.of(Detector.EMAIL),
                secret);
    }

    @BeforeEach
    void save() throws IOException {
        mail = Files.createDirectories(folder.resolve("mail"));
        news = Files.createDirectories(folder.resolve("news"));
        old = Files.createDirectories(folder.resolve("old"));
        index(SECRET, "Ada asks: ada@example.org", "lunch", "lunch").save(mail);
        index(SECRET, "lunch", "rain").save(news);
    }

    @Test
    void find_record_namesTheAdaptersAndThoseThatCannotTell() {
        List<Path> all = List.of(mail, news, old);

        assertThat(TrainedOn.find(all, "LUNCH ", SECRET)).isEqualTo(new TrainedOn(List.of(mail, news), List.of(old)));
        assertThat(TrainedOn.find(all, "ada@example.org", SECRET).adapters()).containsExactly(mail);
        assertThat(TrainedOn.find(all, "Ada asks: ada@example.org", SECRET).adapters())
                .containsExactly(mail);
        assertThat(TrainedOn.find(all, "asks", SECRET).adapters()).isEmpty();
    }

    @Test
    void save_index_holdsNoTextAndIsTheSameEachTime() throws IOException {
        byte[] first = Files.readAllBytes(mail.resolve(RecordIndex.FILE));

        assertThat(new String(first, StandardCharsets.ISO_8859_1)).doesNotContain("lunch", "ada");
        index(SECRET, "Ada asks: ada@example.org", "lunch", "lunch").save(old);
        assertThat(old.resolve(RecordIndex.FILE)).hasBinaryContent(first);
        assertThat(RecordIndex.load(mail).size()).isEqualTo(3);
        assertThat(RecordIndex.load(mail).toJson())
                .isEqualTo(RecordIndex.load(old).toJson());
        try (var files = Files.list(mail)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void find_otherSecret_isRefusedInsteadOfNotFound() {
        assertThatThrownBy(() -> TrainedOn.find(List.of(mail), "lunch", NONE))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("another secret");
    }

    @Test
    void find_damagedIndex_isRefused() throws IOException {
        Path file = mail.resolve(RecordIndex.FILE);
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 10, 60, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> TrainedOn.find(List.of(mail), "lunch", SECRET))
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining(RecordIndex.FILE);
        }
        for (int at : new int[] {5, 20, 45, 60}) {
            byte[] altered = whole.clone();
            altered[at] ^= 1;
            Files.write(file, altered);
            assertThatThrownBy(() -> TrainedOn.find(List.of(mail), "lunch", SECRET))
                    .as("byte %d", at)
                    .isInstanceOf(InvalidDataException.class);
        }
    }

    @Test
    void contains_manyRecords_findsAllAndNoOther() {
        String[] texts = IntStream.range(0, 5000).mapToObj(i -> "record " + i).toArray(String[]::new);
        RecordIndex index = index(NONE, texts);

        assertThat(texts).allMatch(text -> index.contains(text, NONE));
        assertThat(IntStream.range(5000, 10_000)).noneMatch(i -> index.contains("record " + i, NONE));
    }

    @Test
    void save_noSuchDirectory_failsTyped() {
        assertThatThrownBy(() -> index(NONE, "a").save(folder.resolve("none")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("none");
    }
}
