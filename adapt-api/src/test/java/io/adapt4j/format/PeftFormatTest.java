package io.adapt4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.TestAdapters;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.lora.LoraInitialization;
import io.adapt4j.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeftFormatTest {
    @TempDir
    private Path folder;

    private static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                contents.put(
                        file.getFileName().toString(), java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    @Test
    void saveThenLoad_wholeAdapter_isEqualAndByteIdentical() throws IOException {
        Adapter adapter = TestAdapters.classifier(1);
        adapter.save(folder.resolve("first"));
        Adapter loaded = Adapter.load(folder.resolve("first"));
        loaded.save(folder.resolve("second"));

        assertThat(loaded).isEqualTo(adapter);
        assertThat(loaded.method()).isEqualTo(adapter.method());
        assertThat(contents(folder.resolve("second"))).isEqualTo(contents(folder.resolve("first")));
    }

    @Test
    void load_goldenFilesOfSchema1_givesTheAdapterTheyWereMadeFrom() {
        Path golden = Path.of("src/test/resources/adapter-schema-1");

        assertThat(Adapter.load(golden)).isEqualTo(TestAdapters.classifier(1));
    }

    @Test
    void load_filesOfPeft_readsThemAndSavesThemByteIdentically() throws IOException {
        Path shared = Path.of(System.getProperty("adapt4j.shared", "none"), "adapters");
        Assumptions.assumeTrue(Files.isDirectory(shared), "the shared fixtures are not there");
        for (String name : new String[] {"minilm-lora-qv", "stories260k-lora-qv"}) {
            Adapter adapter = Adapter.load(shared.resolve(name));
            adapter.save(folder.resolve(name));

            assertThat(adapter.manifest().base()).isEmpty();
            assertThat(Adapter.load(folder.resolve(name))).isEqualTo(adapter);
            assertThat(Safetensors.read(folder.resolve(name).resolve("adapter_model.safetensors")))
                    .isEqualTo(Safetensors.read(shared.resolve(name).resolve("adapter_model.safetensors")));
            Adapter.load(folder.resolve(name)).save(folder.resolve(name + "-again"));
            assertThat(contents(folder.resolve(name + "-again"))).isEqualTo(contents(folder.resolve(name)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void save_initialization_isKeptUnlessItNeedsAnotherBase(LoraInitialization initialization) {
        Adapter plain = TestAdapters.classifier(1);
        Adapter adapter = new Adapter(
                ((Lora) plain.method()).initialization(initialization),
                plain.deltas(),
                plain.head(),
                plain.tokenizer(),
                plain.manifest());
        if (initialization.fromWeight()) {
            assertThatThrownBy(() -> adapter.save(folder.resolve("a")))
                    .isInstanceOf(InvalidAdapterException.class)
                    .hasMessageContaining(initialization.toString());
        } else {
            adapter.save(folder.resolve("a"));
            assertThat(Adapter.load(folder.resolve("a")).method()).isEqualTo(adapter.method());
        }
    }

    @Test
    void save_overAnAdapter_replacesIt() {
        Path directory = folder.resolve("a");
        TestAdapters.classifier(1).save(directory);
        TestAdapters.classifier(2).save(directory);

        assertThat(Adapter.load(directory)).isEqualTo(TestAdapters.classifier(2));
        assertThat(folder.toFile().list()).containsExactly("a");
    }

    @Test
    void save_overSomethingElse_isRefusedAndLeavesIt() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious.txt"), "x");

        assertThatThrownBy(() -> TestAdapters.classifier(1).save(folder))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("adapter_config.json");
        assertThat(precious).hasContent("x");
    }

    @Test
    void load_replacementCutShort_findsThePreviousAdapter() throws IOException {
        Path directory = folder.resolve("a");
        TestAdapters.classifier(1).save(directory);
        Files.move(directory, folder.resolve(".a.previous")); // the process died between the two renames

        assertThat(Adapter.load(directory)).isEqualTo(TestAdapters.classifier(1));
        TestAdapters.classifier(2).save(directory);
        assertThat(Adapter.load(directory)).isEqualTo(TestAdapters.classifier(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"adapter_config.json", "adapter_model.safetensors", "tokenizer.json"})
    void load_fileMissingOrAltered_isRefusedByName(String name) throws IOException {
        Path directory = folder.resolve("a");
        TestAdapters.classifier(1).save(directory);
        byte[] bytes = Files.readAllBytes(directory.resolve(name));
        bytes[bytes.length - 2] ^= 1;
        Files.write(directory.resolve(name), bytes);

        assertThatThrownBy(() -> Adapter.load(directory)).isInstanceOf(InvalidAdapterException.class);

        Files.delete(directory.resolve(name));
        assertThatThrownBy(() -> Adapter.load(directory))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining(name);
    }

    @Test
    void load_manifestAltered_isRefused() throws IOException {
        Path directory = folder.resolve("a");
        TestAdapters.classifier(1).save(directory);
        Path manifest = directory.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"spam\"", "\"eggs\""));

        assertThatThrownBy(() -> Adapter.load(directory))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("altered");
    }

    @Test
    void load_noDirectory_namesThePath() {
        assertThatThrownBy(() -> Adapter.load(folder.resolve("nowhere")))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("nowhere");
    }

    private Path withConfig(String from, String to) throws IOException {
        Path directory = folder.resolve("peft");
        TestAdapters.classifier(1).save(directory);
        Files.delete(directory.resolve("manifest.json"));
        Path config = directory.resolve("adapter_config.json");
        String json = Files.readString(config);
        assertThat(json).contains(from);
        Files.writeString(config, json.replace(from, to));
        return directory;
    }

    @ParameterizedTest
    @MethodSource
    void load_headThatIsNoMatrix_isRefused(long[] shape) throws IOException {
        Path directory = withConfig("\"r\": 2", "\"r\": 2");
        Path weights = directory.resolve("adapter_model.safetensors");
        Map<String, Tensor> tensors = new TreeMap<>(Safetensors.read(weights));
        String head = "base_model.model.classifier.";
        tensors.remove(head + "bias");
        int values = shape.length == 0 ? 1 : 0;
        tensors.put(head + "weight", Tensor.of(new float[values], shape));
        try (OutputStream out = Files.newOutputStream(weights)) {
            Safetensors.write(tensors, out);
        }

        assertThatThrownBy(() -> Adapter.load(directory))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("classifier.weight");
    }

    static Stream<long[]> load_headThatIsNoMatrix_isRefused() {
        return Stream.of(new long[0], new long[] {1L << 31, 0}, new long[] {5_000_000_000L, 0}, new long[] {0, 3});
    }

    @Test
    void load_unknownExtraFields_arePassedOver() throws IOException {
        Path directory = withConfig(
                "\"r\": 2,",
                "\"r\": 2, \"my_note\": {\"a\": [1]}, \"peft_version\": \"0.99\", \"layers_to_transform\": [0],"
                        + " \"eva_config\": null, \"megatron_config\": null, \"layer_replication\": [],"
                        + " \"lora_bias\": false,");

        assertThat(((Lora) Adapter.load(directory).method()).rank()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"lora_bias\": true",
                "\"use_qalora\": true",
                "\"bias\": \"all\"",
                "\"layer_replication\": [[0, 4]]",
                "\"trainable_token_indices\": [1]",
                "\"target_parameters\": [\"x\"]",
                "\"alora_invocation_tokens\": [1]",
                "\"init_lora_weights\": \"pissa_niter_4\"",
                "\"init_lora_weights\": \"olora\""
            })
    void load_fieldThatChangesResults_isRefusedByName(String field) throws IOException {
        String name = field.substring(0, field.indexOf(':'));
        String standing =
                switch (name) {
                    case "\"bias\"" -> "\"bias\": \"none\"";
                    case "\"init_lora_weights\"" -> "\"init_lora_weights\": true";
                    default -> "\"r\": 2";
                };
        Path directory = withConfig(standing, standing.equals("\"r\": 2") ? "\"r\": 2, " + field : field);

        assertThatThrownBy(() -> Adapter.load(directory))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining(name);
    }

    @Test
    void load_otherMethod_isRefusedByName() throws IOException {
        Path directory = withConfig("\"LORA\"", "\"OFT\"");

        assertThatThrownBy(() -> Adapter.load(directory))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("OFT");
    }

    @Test
    void load_rankThatDoesNotFitTheWeights_isRefused() throws IOException {
        Path directory = withConfig("\"r\": 2", "\"r\": 3");

        assertThatThrownBy(() -> Adapter.load(directory))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("rank");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"r\": \"2\"", "\"r\": 2.5", "\"r\": null", "\"r\": -2", "\"r\": 2 \"x\"", "\"q\": 2"})
    void load_malformedConfig_isRefused(String field) throws IOException {
        Path directory = withConfig("\"r\": 2", field);

        assertThatThrownBy(() -> Adapter.load(directory)).isInstanceOf(InvalidAdapterException.class);
    }
}
