package io.adapt4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.AdaptException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir
    private Path folder;

    private Path file(long headerLength, String header, byte... data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(headerLength).put(json).put(data);
        return Files.write(folder.resolve("x.safetensors"), bytes.array());
    }

    private Path file(String header, byte... data) throws IOException {
        return file(header.length(), header, data);
    }

    private static String tensor(String name, String dtype, String shape, int start, int end) {
        return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" + start + ","
                + end + "]}";
    }

    @Test
    void read_written_givesTheSameTensorsAndBytes() throws IOException {
        Map<String, Tensor> tensors =
                Map.of("b", Tensor.of(new float[] {1, -2.5f}, 2), "a", Tensor.of(new float[] {3, 4, 5, 6}, 2, 2));
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        Safetensors.write(tensors, first);
        Path file = Files.write(folder.resolve("t.safetensors"), first.toByteArray());

        Map<String, Tensor> read = Safetensors.read(file);
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        Safetensors.write(read, second);

        assertThat(read).isEqualTo(tensors);
        assertThat(second.toByteArray()).isEqualTo(first.toByteArray());
    }

    @Test
    void read_halfBfloatAndDouble_areConverted() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(2 * 3 + 2 + 8).order(ByteOrder.LITTLE_ENDIAN);
        data.putShort((short) 0x3e00).putShort((short) 0x8001).putShort((short) 0x7bff); // 1.5, -2^-24, 65504
        data.putShort((short) 0xc040).putDouble(0.1); // -3 in bfloat16
        Path file = file(
                "{" + tensor("h", "F16", "[3]", 0, 6) + "," + tensor("b", "BF16", "[1]", 6, 8) + ","
                        + tensor("d", "F64", "[]", 8, 16) + "}",
                data.array());

        Map<String, Tensor> read = Safetensors.read(file);

        assertThat(read.get("h").toFloatArray()).containsExactly(1.5f, (float) -Math.pow(2, -24), 65504f);
        assertThat(read.get("b").toFloatArray()).containsExactly(-3f);
        assertThat(read.get("d").toFloatArray()).containsExactly(0.1f);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE, 99_999_999})
    void read_headerLengthBeyondTheFile_isRefusedBeforeAllocating(long length) throws IOException {
        Path file = file(length, "{}");

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining(Long.toString(length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"a\":1}",
                "{\"a\":{}}",
                "{'a':{}}",
                "not json at all",
                "{} {}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},}"
            })
    void read_malformedHeader_isRefused(String header) throws IOException {
        Path file = file(header + " ".repeat(Math.max(0, 2 - header.length())), new byte[4]);

        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(AdaptException.class);
    }

    @Test
    void read_deeplyNestedHeader_isRefused() throws IOException {
        Path file = file("{\"__metadata__\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");

        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(InvalidAdapterException.class);
    }

    @Test
    void read_offsetsThatOverlapLeaveGapsOrExceed_areRefused() throws IOException {
        String overlap = "{" + tensor("a", "F32", "[2]", 0, 8) + "," + tensor("b", "F32", "[1]", 4, 8) + "}";
        String gap = "{" + tensor("a", "F32", "[1]", 4, 8) + "}";
        String beyond = "{" + tensor("a", "F32", "[3]", 0, 12) + "}";
        String negative = "{" + tensor("a", "F32", "[1]", -4, 0) + "}";
        for (String header : new String[] {overlap, gap, beyond, negative}) {
            Path file = file(header, new byte[8]);
            assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(InvalidAdapterException.class);
        }
    }

    @Test
    void read_shapeThatDoesNotFitItsBytes_isRefused() throws IOException {
        for (String shape : new String[] {"[3]", "[-1]", "[-1,-1]", "[4294967296,4294967296,4294967296]"}) {
            Path file = file("{" + tensor("a", "F32", shape, 0, 4) + "}", new byte[4]);
            assertThatThrownBy(() -> Safetensors.read(file))
                    .isInstanceOf(InvalidAdapterException.class)
                    .hasMessageContaining("\"a\"");
        }
    }

    @Test
    void read_sameNameTwice_isRefused() throws IOException {
        String header = "{" + tensor("a", "F32", "[1]", 0, 4) + "," + tensor("a", "F32", "[1]", 4, 8) + "}";
        Path file = file(header, new byte[8]);

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void read_integerWeights_areRefusedByName() throws IOException {
        Path file = file("{" + tensor("a", "I8", "[4]", 0, 4) + "}", new byte[4]);

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("I8");
    }

    @Test
    void read_notANumber_isRefused() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(Float.NaN);
        Path file = file("{" + tensor("a", "F32", "[1]", 0, 4) + "}", data.array());

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("NaN");
    }

    @Test
    void read_everyTruncationAndManyMutations_failTypedOrRead() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Safetensors.write(Map.of("a", Tensor.of(new float[6], 2, 3), "b", Tensor.of(new float[2], 2)), out);
        byte[] good = out.toByteArray();
        Path file = folder.resolve("m.safetensors");
        for (int length = 0; length < good.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(good, length));
            assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(InvalidAdapterException.class);
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            byte[] mutated = good.clone();
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            Files.write(file, mutated);
            try {
                Safetensors.read(file);
            } catch (AdaptException e) {
                assertThat(e).hasMessageContaining("m.safetensors");
            }
        }
    }
}
