package io.adapt4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading and mapping give the same bytes, and the same errors when others change the file. */
class FileCopyTest {
    private static final int SIZE = 300_000;
    private static final long ALWAYS = 0;
    private static final long NEVER = Long.MAX_VALUE;

    @TempDir
    private Path folder;

    private byte[] written(Path file) throws IOException {
        byte[] bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        Files.write(file, bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {ALWAYS, NEVER})
    void of_partOfAFile_isAPrivateCopyOfItsBytes(long mapped) throws IOException {
        Path file = folder.resolve("f");
        byte[] bytes = written(file);
        ByteBuffer copy;
        try (FileChannel channel = FileChannel.open(file)) {
            copy = FileCopy.of(channel, file, 1000, SIZE - 1001, mapped);
        }
        Files.write(file, new byte[SIZE]);

        assertThat(copy.isDirect()).isTrue();
        assertThat(copy).isEqualTo(ByteBuffer.wrap(bytes, 1000, SIZE - 1001));
    }

    @ParameterizedTest
    @ValueSource(longs = {ALWAYS, NEVER})
    void of_moreThanTheFileHolds_failsTyped(long mapped) throws IOException {
        Path file = folder.resolve("f");
        written(file);
        try (FileChannel channel = FileChannel.open(file)) {
            assertThatThrownBy(() -> FileCopy.of(channel, file, 10, SIZE, mapped))
                    .isInstanceOf(InvalidAdapterException.class)
                    .hasMessageContaining("became shorter");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void copy_fileIsCutWhileItIsMapped_failsTypedEveryTime() throws IOException {
        for (int round = 0; round < 200; round++) {
            Path file = folder.resolve("f" + round);
            written(file);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                MappedByteBuffer mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, SIZE);
                channel.truncate(round * 1000L);

                assertThatThrownBy(() -> FileCopy.copy(mapping, ByteBuffer.allocateDirect(SIZE), file))
                        .isInstanceOf(InvalidAdapterException.class)
                        .hasMessageContaining("became shorter");
                Unmapping.unmap(mapping);
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void of_mappedThousandsOfTimes_leavesNoMapping() throws IOException {
        Path file = folder.resolve("mapped-again-and-again");
        written(file);
        try (FileChannel channel = FileChannel.open(file)) {
            for (int load = 0; load < 2000; load++) {
                FileCopy.of(channel, file, 0, 5000, ALWAYS);
            }
        }

        assertThat(Files.readAllLines(Path.of("/proc/self/maps")))
                .noneMatch(line -> line.contains(file.getFileName().toString()));
    }

    @Test
    void tensors_fileIsAlteredAfterItWasRead_areWhatWasHashed() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Map<String, Tensor> tensors = Map.of("a", Tensor.of(new float[] {1, 2}, 2), "b", Tensor.of(new float[] {3}, 1));
        Safetensors.write(tensors, bytes);
        Path file = Files.write(folder.resolve("f"), bytes.toByteArray());
        SafetensorsFile read = SafetensorsFile.read(file);
        Files.write(file, new byte[bytes.size()]);

        assertThat(read.hash()).isEqualTo(io.adapt4j.ContentHash.of(bytes.toByteArray()));
        assertThat(read.tensors()).isEqualTo(tensors);
    }
}
