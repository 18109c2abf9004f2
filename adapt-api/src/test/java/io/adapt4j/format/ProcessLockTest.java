package io.adapt4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.adapt4j.testing.OtherProcess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLockTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("lock");
    }

    @Test
    void tryTake_takenByThisProcess_isRefusedAndLeavesItLocked() throws Exception {
        try (ProcessLock lock = ProcessLock.tryTake(file).orElseThrow()) {
            Path link = Files.createSymbolicLink(folder.resolve("link"), folder);

            assertThat(ProcessLock.tryTake(file)).isEmpty();
            assertThat(ProcessLock.tryTake(link.resolve("lock"))).isEmpty();
            assertThat(OtherProcess.canLock(file)).isFalse();
        }
        assertThat(OtherProcess.canLock(file)).isTrue();
    }

    @Test
    void close_twice_givesItBackOnce() throws Exception {
        ProcessLock first = ProcessLock.take(file);
        first.close();
        first.close();
        try (ProcessLock second = ProcessLock.take(file)) {
            assertThat(ProcessLock.tryTake(file)).isEmpty();
            first.close();
            assertThat(ProcessLock.tryTake(file)).isEmpty();
        }
    }

    @Test
    void take_byManyThreads_isTakenByOneAtATime() {
        AtomicInteger holders = new AtomicInteger();
        int most = IntStream.range(0, 200)
                .parallel()
                .map(i -> {
                    try (ProcessLock lock = ProcessLock.take(file)) {
                        int now = holders.incrementAndGet();
                        holders.decrementAndGet();
                        return now;
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .max()
                .orElseThrow();

        assertThat(most).isEqualTo(1);
    }

    @Test
    void tryTake_lockedByOtherCodeOfThisProcess_isRefused() throws Exception {
        try (FileChannel other = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            other.lock();

            assertThat(ProcessLock.tryTake(file)).isEmpty();
        }
        ProcessLock.tryTake(file).orElseThrow().close();
    }

    @Test
    void take_fails_canBeTakenLater() throws Exception {
        Files.createDirectory(file);
        assertThatThrownBy(() -> ProcessLock.take(file)).isInstanceOf(IOException.class);
        Files.delete(file);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> ProcessLock.take(file)).isInstanceOf(FileLockInterruptionException.class);
        assertThat(Thread.interrupted()).isTrue();

        ProcessLock.tryTake(file).orElseThrow().close();
    }

    @Test
    void take_keptByThisProcess_isAnErrorAndNoWaitForEver() throws Exception {
        try (ProcessLock kept = ProcessLock.tryTake(file).orElseThrow()) {
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertThatThrownBy(() -> ProcessLock.take(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("folder of its own"));
        }
        ProcessLock.take(file).close();
    }

    @Test
    void take_folderIsNotThere_isAnError() {
        assertThatThrownBy(() -> ProcessLock.take(folder.resolve("none/lock"))).isInstanceOf(NoSuchFileException.class);
    }
}
