package io.adapt4j.runtime.pytorch.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.error.InvalidModelException;
import io.adapt4j.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class ArchiveTemplateTest {
    private static final String INDEX = "a.weight 1 float32 [2, 1]\na.bias 3 float32 []\n";
    private static final Map<String, Tensor> WEIGHTS =
            Map.of("a.weight", Tensor.of(new float[] {1, 2}, 2, 1), "a.bias", Tensor.of(new float[] {3}));

    /** A zip file of entries, given as name and content in turn. */
    private static byte[] zip(String... entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < entries.length; i += 2) {
                zip.putNextEntry(new ZipEntry(entries[i]));
                zip.write(entries[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] template(String index) {
        return zip("m/data.pkl", "pickle", "m/data/0", "kept", "m/weights.txt", index, "m/code/x.py", "code");
    }

    private static ArchiveTemplate read(byte[] bytes) {
        return ArchiveTemplate.read(new ByteArrayInputStream(bytes));
    }

    private static byte[] fill(byte[] template, Map<String, Tensor> weights) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        read(template).fill(weights, out);
        return out.toByteArray();
    }

    @Test
    void fill_weights_liesThemInTheirStoragesBesideWhatTheTemplateHolds() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(fill(template(INDEX), WEIGHTS)));
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            entries.put(entry.getName(), zip.readAllBytes());
        }

        assertThat(read(template(INDEX)).missing())
                .containsEntry("a.weight", new MissingTensor("a.weight", "1", new Shape(2, 1)))
                .containsEntry("a.bias", new MissingTensor("a.bias", "3", new Shape()));
        assertThat(entries.keySet()).containsExactly("m/data.pkl", "m/data/0", "m/code/x.py", "m/data/1", "m/data/3");
        assertThat(entries.get("m/data/0")).isEqualTo("kept".getBytes(StandardCharsets.UTF_8));
        assertThat(floats(entries.get("m/data/1"))).containsExactly(1, 2);
        assertThat(floats(entries.get("m/data/3"))).containsExactly(3);
    }

    private static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer().get(values);
        return values;
    }

    @Test
    void fill_sameWeightsTwice_givesTheSameBytes() {
        assertThat(fill(template(INDEX), WEIGHTS)).isEqualTo(fill(template(INDEX), new TreeMap<>(WEIGHTS)));
    }

    @Test
    void fill_weightsThatDoNotFit_areRefusedByName() {
        Map<String, Tensor> reshaped = new TreeMap<>(WEIGHTS);
        reshaped.put("a.weight", Tensor.of(new float[] {1, 2}, 1, 2));
        Map<String, Tensor> retyped = new TreeMap<>(WEIGHTS);
        retyped.put("a.weight", Tensor.of(new long[] {1, 2}, 2, 1));
        Map<String, Tensor> more = new TreeMap<>(WEIGHTS);
        more.put("a.gain", WEIGHTS.get("a.bias"));

        assertNotFilled(Map.of("a.bias", WEIGHTS.get("a.bias")), "a.weight");
        assertNotFilled(reshaped, "a.weight");
        assertNotFilled(retyped, "int64");
        assertNotFilled(more, "a.gain");
    }

    private static void assertNotFilled(Map<String, Tensor> weights, String message) {
        assertThatThrownBy(() -> fill(template(INDEX), weights))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(message);
    }

    @Test
    void read_brokenTemplates_failTyped() {
        byte[] good = template(INDEX);

        assertNotRead(new byte[0], "weights.txt");
        assertNotRead("no zip".getBytes(StandardCharsets.UTF_8), "weights.txt");
        assertNotRead(Arrays.copyOf(good, good.length / 3), "");
        assertNotRead(zip("m/data.pkl", "x"), "m/data.pkl");
        assertNotRead(template("{}"), "{}");
        assertNotRead(template(INDEX + "\n"), "<path>");
        assertNotRead(template(INDEX.replace("weight 1", "weight ../1")), "../1");
        assertNotRead(template(INDEX.replace("weight 1", "weight 0")), "a.weight");
        assertNotRead(template(INDEX.replace("weight 1", "weight 3")), "a.bias");
        assertNotRead(template(INDEX.replace("a.bias", "a.weight")), "a.weight twice");
        assertNotRead(template(INDEX.replace("float32", "float16")), "float16");
        assertNotRead(template(INDEX.replace("[2, 1]", "[-2]")), "[-2]");
        assertNotRead(zip("m/weights.txt", INDEX, "m/data.pkl", "0".repeat(65 << 20)), "67108864");
    }

    private static void assertNotRead(byte[] template, String message) {
        assertThatThrownBy(() -> read(template))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(message);
    }
}
