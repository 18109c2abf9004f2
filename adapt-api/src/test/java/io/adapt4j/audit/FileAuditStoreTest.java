package io.adapt4j.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.adapt4j.error.StorageException;
import io.adapt4j.error.TrustException;
import io.adapt4j.testing.ChildJvm;
import io.adapt4j.testing.DefaultLocale;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAuditStoreTest extends AuditStoreKit {
    private static final int KILLS = Integer.getInteger("adapt4j.kills", 3);

    @TempDir
    private Path folder;

    @Override
    AuditStore store() {
        return new FileAuditStore(folder.resolve("audit"));
    }

    private Path file() {
        return folder.resolve("audit").resolve("0".repeat(18) + "1.jsonl");
    }

    private AuditLog log() {
        return new AuditLog(store(), CLOCK);
    }

    @Test
    void verify_anyByteIsChanged_isRefused() throws Exception {
        AuditLog log = log();
        for (int i = 0; i < 3; i++) {
            log.record(event(i));
        }
        byte[] good = Files.readAllBytes(file());
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= (byte) (1 + random.nextInt(255));
            Files.write(file(), bad);

            assertThatThrownBy(log::verify).as("byte %d", i).isInstanceOf(TrustException.class);
            if (i > good.length - 3) {
                // Also where the file is opened again, which repairs what a process left behind that died.
                assertThatThrownBy(() -> log().verify()).as("byte %d", i).isInstanceOf(TrustException.class);
            }
        }
    }

    @Test
    void open_lastLineCutAnywhere_losesNothingThatWasAcknowledged() throws Exception {
        AuditLog log = log();
        AuditHead kept = log.record(event(1)).head();
        byte[] one = Files.readAllBytes(file());
        AuditHead whole = log.record(event(2)).head();
        byte[] two = Files.readAllBytes(file());
        for (int length = one.length; length < two.length; length += length < two.length - 12 ? 11 : 1) {
            Files.write(file(), Arrays.copyOf(two, length));

            AuditHead expected = length == two.length - 1 ? whole : kept;
            assertThat(log().verify(kept)).as("%d bytes", length).isEqualTo(expected);
            if (length % 5 == 0) {
                assertThat(log().record(event(3)).sequence()).isEqualTo(2);
                assertThat(log().verify(kept).size()).isEqualTo(2);
            }
        }
    }

    @Test
    void append_localeWithOtherDigits_namesItsFileAsElsewhere() {
        try (DefaultLocale locale = DefaultLocale.withOtherDigits()) {
            log().record(event(1));
        }
        assertThat(file()).isNotEmptyFile();
    }

    @Test
    void append_fileIsFull_beginsAnother() throws Exception {
        AuditLog log = new AuditLog(new FileAuditStore(folder.resolve("audit"), 1000), CLOCK);
        for (int i = 0; i < 20; i++) {
            log.record(event(i));
        }
        assertThat(log.verify().size()).isEqualTo(20);
        try (var files = Files.list(folder.resolve("audit"))) {
            List<Path> logs = files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
            assertThat(logs)
                    .hasSizeGreaterThan(3)
                    .allMatch(file -> file.toFile().length() <= 1000);

            Files.delete(logs.get(1));
            assertThatThrownBy(log::verify).isInstanceOf(TrustException.class).hasMessageContaining("entry");
        }
    }

    @Test
    void append_diskBecomesFull_failsTypedAndTheLogIsWhole() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setBlockSize(64)
                .setMaxSize(4096)
                .build())) {
            AuditLog small = new AuditLog(new LocklessStore(disk.getPath("/audit.jsonl")), CLOCK);
            int appended = 0;
            try {
                for (; appended < 100; appended++) {
                    small.record(event(appended));
                }
            } catch (StorageException e) {
                assertThat(e).hasMessageContaining("disk");
            }
            assertThat(appended).isBetween(3, 30);
            assertThat(small.verify().size()).isEqualTo(appended);
        }
    }

    /** A store of one file on a file system that has no locks. */
    private record LocklessStore(Path file) implements AuditStore {
        LocklessStore {
            try {
                Files.createFile(file);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public AuditEntry append(Function<AuditHead, AuditEntry> next) {
            AuditEntry entry = next.apply(head());
            try {
                LogFile.append(file, (entry.line() + "\n").getBytes(StandardCharsets.UTF_8), true);
            } catch (IOException e) {
                throw new StorageException(e.getMessage(), e);
            }
            return entry;
        }

        @Override
        public AuditHead head() {
            try {
                String line = LogFile.lastLine(file);
                return line.isEmpty()
                        ? AuditHead.EMPTY
                        : AuditEntry.parse("the last entry", line).head();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void forEachLine(Consumer<String> consumer) {
            try {
                LogFile.forEachLine(file, Files.size(file), consumer);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Appends entries, one line printed for each that was acknowledged. */
    static final class Program {
        public static void main(String[] args) {
            AuditLog log = new AuditLog(new FileAuditStore(Path.of(args[0]), 10_000), CLOCK);
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                System.out.println(log.record(event(i)).line());
            }
        }
    }

    @Test
    void append_processIsKilled_keepsAllThatWasAcknowledged() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        List<String> acknowledged = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = ChildJvm.builder(
                            List.of("-XX:TieredStopAtLevel=1"),
                            Program.class,
                            folder.resolve("audit").toString(),
                            "1000000")
                    .start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                int lines = 1 + random.nextInt(60);
                for (int i = 0; i < lines; i++) {
                    acknowledged.add(out.readLine());
                }
                // Unlike Process.destroyForcibly, this leaves what was printed to be read.
                process.toHandle().destroyForcibly();
                out.lines().filter(line -> line.endsWith("\"}")).forEach(acknowledged::add);
            }
            List<String> stored = new ArrayList<>();
            log().forEach(entry -> stored.add(entry.line()));
            assertThat(stored).containsAll(acknowledged);
        }
    }

    @Test
    void append_fromTwoProcesses_makesOneChain() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(ChildJvm.builder(
                            List.of("-XX:TieredStopAtLevel=1"),
                            Program.class,
                            folder.resolve("audit").toString(),
                            "100")
                    .redirectOutput(folder.resolve("log" + i).toFile())
                    .start());
        }
        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }

        assertThat(log().verify().size()).isEqualTo(200);
        List<String> stored = new ArrayList<>();
        log().forEach(entry -> stored.add(entry.line()));
        assertThat(stored).containsAll(Files.readAllLines(folder.resolve("log0")));
        assertThat(stored).containsAll(Files.readAllLines(folder.resolve("log1")));
    }
}
