package io.adapt4j.runtime.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/** Models and adapters of the shared folder, with outputs computed from merged weights in double precision. */
public final class SharedFixtures {
    private static final Path SHARED = Path.of(System.getProperty("adapt4j.shared", "none"));

    private SharedFixtures() {}

    /** A file of the shared folder; without it the test is skipped. */
    public static Path file(String name) {
        Path path = SHARED.resolve(name);
        Assumptions.assumeTrue(Files.isRegularFile(path), "the shared fixtures are not there");
        return path;
    }

    /** A JSON file of the shared folder. */
    public static JsonObject json(String file) throws IOException {
        return JsonParser.parseString(Files.readString(file(file))).getAsJsonObject();
    }

    /** The inputs of a fixture. */
    public static Map<String, Tensor> inputs(JsonObject expected, BaseModel base) {
        Map<String, Tensor> inputs = new TreeMap<>();
        JsonObject given = expected.getAsJsonObject("inputs");
        base.signature()
                .inputs()
                .forEach(port -> inputs.put(
                        port.name(),
                        given.has(port.name())
                                ? Tensor.of(longs(given.getAsJsonArray(port.name())))
                                : Tensor.of(
                                        new long[2]
                                                [given.getAsJsonArray("input_ids")
                                                        .get(0)
                                                        .getAsJsonArray()
                                                        .size()])));
        return inputs;
    }

    private static long[][] longs(JsonArray rows) {
        long[][] values = new long[rows.size()][];
        for (int r = 0; r < values.length; r++) {
            JsonArray row = rows.get(r).getAsJsonArray();
            values[r] = new long[row.size()];
            for (int c = 0; c < row.size(); c++) {
                values[r][c] = row.get(c).getAsLong();
            }
        }
        return values;
    }

    private static void assertOutputs(JsonObject expected, Map<String, Tensor> inputs, Tensor actual) {
        int sequence = (int) actual.dimension(1);
        int width = (int) actual.dimension(2);
        long[] mask = new long[2 * sequence];
        inputs.get("attention_mask").longs().get(mask);
        double largest = 0;
        for (float value : actual.toFloatArray()) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int row = 0; row < 2; row++) {
            int last = 0;
            for (int t = 0; t < sequence; t++) {
                last = mask[row * sequence + t] == 1 ? t : last;
            }
            compare(expected.getAsJsonArray("first_token").get(row), actual, row * sequence * width, largest);
            compare(
                    expected.getAsJsonArray("last_unmasked_token").get(row),
                    actual,
                    (row * sequence + last) * width,
                    largest);
        }
    }

    private static void compare(JsonElement expected, Tensor actual, int offset, double largest) {
        JsonArray values = expected.getAsJsonArray();
        for (int i = 0; i < values.size(); i++) {
            assertThat((double) actual.floats().get(offset + i))
                    .isCloseTo(values.get(i).getAsDouble(), within(1e-4 * largest));
        }
    }

    /**
     * Compares a base's outputs, and those with an adapter, with what the fixture says.
     *
     * @param output the name of the base's output that it says
     */
    public static void assertFixture(BaseModel base, String output, String baseFile, String adapterFolder)
            throws IOException {
        JsonObject plain = json(baseFile);
        assertOutputs(plain, inputs(plain, base), base.run(inputs(plain, base)).get(output));
        JsonObject adapted = json(adapterFolder + "/expected.json");
        Adapter adapter = Adapter.load(SHARED.resolve(adapterFolder)).boundTo(base.hash());
        try (BoundAdapter bound = base.adapted().bind(adapter)) {
            assertOutputs(
                    adapted,
                    inputs(adapted, base),
                    base.adapted().run(inputs(adapted, base), bound).get(output));
        }
    }
}
