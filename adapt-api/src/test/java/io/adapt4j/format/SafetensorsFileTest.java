package io.adapt4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.testing.Allocations;
import io.adapt4j.testing.ChildJvm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that others change while it is read, or after. */
class SafetensorsFileTest {
    private static final Map<String, Tensor> TENSORS = Map.of(
            "a", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
            "b", Tensor.of(new float[100_000], 100, 1000),
            "c", Tensor.of(new float[] {7}, 1));

    @TempDir
    private Path folder;

    private Path file;
    private byte[] bytes;

    @BeforeEach
    void write() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Safetensors.write(TENSORS, out);
        bytes = out.toByteArray();
        file = Files.write(folder.resolve("f"), bytes);
    }

    @Test
    void tensors_fileIsAlteredAfterItWasRead_areWhatWasHashed() throws IOException {
        SafetensorsFile read = SafetensorsFile.read(file);
        Files.write(file, new byte[bytes.length]);

        assertThat(read.hash()).isEqualTo(ContentHash.of(bytes));
        assertThat(read.tensors()).isEqualTo(TENSORS);
    }

    @Test
    void fill_fileIsCutAfterItsHeaderWasRead_failsTyped() throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            PositionedBytes source = PositionedBytes.of(channel);
            SafetensorsHeader header = SafetensorsHeader.read(source, "f");
            Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 5));

            ByteBuffer copy = ByteBuffer.allocate((int) header.dataLength());

            assertThatThrownBy(() -> FileCopy.fill(copy, source, "f", header.dataStart()))
                    .isInstanceOf(InvalidAdapterException.class)
                    .hasMessageContaining("became shorter");
        }
    }

    /** A file of one tensor of zeros, which takes no room on the disk. */
    private static Path zeros(Path file, String type, long elements, long bytes) throws IOException {
        byte[] header = "{\"z\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[0,%s]}}"
                .formatted(type, Long.toString(elements), Long.toString(bytes))
                .getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer start = ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
            channel.write(start.putLong(header.length).put(header).flip());
            channel.write(ByteBuffer.allocate(1), start.capacity() + bytes - 1);
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"F16", "BF16"})
    void read_moreThan2GiBAsFloats_isRefusedByName(String type) throws IOException {
        Path half = zeros(folder.resolve("half"), type, 600_000_000, 1_200_000_000);

        assertThatThrownBy(() -> SafetensorsFile.read(half))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("\"z\"")
                .hasMessageContaining("2400000000");
    }

    /** Converts the tensors of a file and prints what comes of it. */
    static final class Program {
        public static void main(String[] args) {
            try {
                System.out.println(Safetensors.read(Path.of(args[0])));
            } catch (InvalidAdapterException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void tensors_noNativeMemoryForFloats_failsTyped() throws Exception {
        Path half = zeros(folder.resolve("half"), "F16", 4 << 20, 8 << 20);
        List<String> output = ChildJvm.run(
                folder.resolve("output"), List.of("-XX:MaxDirectMemorySize=8m"), Program.class, half.toString());

        assertThat(output).singleElement(STRING).contains(half.toString(), "MaxDirectMemorySize");
    }

    @Test
    void read_smallFile_isOnTheHeap() {
        assertThat(SafetensorsFile.read(file).parts()).isNotEmpty().noneMatch(ByteBuffer::isDirect);
    }

    @Test
    void read_largeFile_leavesNothingOfItOnTheHeap() throws IOException {
        Map<String, Tensor> large = new TreeMap<>(TENSORS);
        large.put(
                "large",
                Tensor.of(DataType.FLOAT32, new Shape(3, 4 << 20), Tensor.allocate(DataType.FLOAT32, 12 << 20)));
        try (OutputStream out = Files.newOutputStream(file)) {
            Safetensors.write(large, out);
        }
        long before = Allocations.bytes();
        SafetensorsFile read = SafetensorsFile.read(file);

        assertThat(Allocations.bytes() - before).isLessThan(1 << 20);
        assertThat(read.tensors()).isEqualTo(large);
    }
}
