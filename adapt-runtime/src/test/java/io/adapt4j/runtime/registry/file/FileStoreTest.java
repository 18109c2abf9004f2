package io.adapt4j.runtime.registry.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.DamagedRegistryException;
import io.adapt4j.error.RegistryException;
import io.adapt4j.error.StorageException;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.testing.registry.RegistryFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to files. */
class FileStoreTest {
    private static final Registration NOW = Registration.by("ann", "a test");

    @TempDir
    private Path folder;

    private AdapterVersion register(Path directory, long seed) {
        try (Registry registry = FileRegistry.open(directory)) {
            return registry.register("triage", RegistryFixture.adapter(seed), NOW);
        }
    }

    @Test
    void open_directoryOfOtherThings_isRefusedAndLeftAlone() throws IOException {
        Files.writeString(folder.resolve("letter.txt"), "dear");

        assertThatThrownBy(() -> FileRegistry.open(folder))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("letter.txt");
        assertThat(FileStore.entries(folder)).containsExactly(folder.resolve("letter.txt"));
    }

    @Test
    void open_laterFormat_isRefused() throws IOException {
        FileRegistry.open(folder).close();
        Files.writeString(folder.resolve("format"), "adapt4j-registry 2\n");

        assertThatThrownBy(() -> FileRegistry.open(folder))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("adapt4j-registry 2")
                .hasMessageContaining("adapt4j-registry 1");
    }

    @Test
    void open_creationWasCutShort_isEnded() throws IOException {
        Files.createDirectories(folder.resolve("objects"));
        Files.createDirectories(folder.resolve("writing"));
        Files.writeString(folder.resolve("writing/format"), "adapt4j");
        Files.writeString(folder.resolve("lock"), "");

        assertThat(FileRegistry.open(folder).load(register(folder, 1).id())).isEqualTo(RegistryFixture.adapter(1));
    }

    @Test
    void open_fileOrPathThroughOne_failsTyped() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "");

        assertThatThrownBy(() -> FileRegistry.open(file))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> FileRegistry.open(file.resolve("g"))).isInstanceOf(StorageException.class);
    }

    @Test
    void write_afterAWriterThatDied_deletesWhatItLeft() throws IOException {
        register(folder, 1);
        Path left = Files.createDirectories(folder.resolve("writing/dead"));
        Files.write(left.resolve("0"), new byte[1000]);
        register(folder, 2);

        assertThat(FileStore.entries(folder.resolve("writing"))).isEmpty();
    }

    @Test
    void versions_recordThatCannotBeRead_hidesNoOther() throws IOException {
        AdapterVersion first = register(folder, 1);
        AdapterVersion second = register(folder, 2);
        Path record =
                folder.resolve("records/versions/triage/" + first.id().hash().hex());
        Files.delete(record);
        Files.createSymbolicLink(record, record);

        Registry registry = FileRegistry.open(folder);
        assertThat(registry.versions("triage").readable()).containsExactly(second);
        assertThat(registry.versions("triage").damaged()).containsOnlyKeys(first.id());
        assertThatThrownBy(() -> registry.version(first.id()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(record.toString());
    }

    @Test
    void versions_filesOfTheSystemBetweenThem_areNoVersions() throws IOException {
        AdapterVersion version = register(folder, 1);
        Files.writeString(folder.resolve("records/versions/triage/.DS_Store"), "");
        Files.writeString(folder.resolve("objects/.DS_Store"), "");
        Registry registry = FileRegistry.open(folder);

        assertThat(registry.versions("triage").readable()).containsExactly(version);
        assertThat(FileStore.open(folder)
                        .<Integer>write(writer -> writer.objects().size()))
                .isEqualTo(version.files().size());
        Files.writeString(folder.resolve("records/versions/triage/readme.txt"), "");
        assertThatThrownBy(() -> registry.versions("triage"))
                .isInstanceOf(DamagedRegistryException.class)
                .hasMessageContaining("triage/readme.txt");
    }

    @Test
    void objects_ofTwoVersionsWithOneTokenizer_areStoredOnce() {
        AdapterVersion first = register(folder, 1);
        AdapterVersion second = register(folder, 2);

        assertThat(first.files().get("tokenizer.json")).isEqualTo(second.files().get("tokenizer.json"));
        assertThat(FileStore.entries(folder.resolve("objects")))
                .hasSizeLessThan(first.files().size() + second.files().size());
    }
}
