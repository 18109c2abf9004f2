package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.adapt4j.BaseModel;
import io.adapt4j.error.AdaptException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.kit.EveryKind;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits of the process that end it where they are not minded, each met by a JVM of its own. */
class HardLimitsTest {
    @TempDir
    private Path folder;

    /** Serves adapters and prints what happens. */
    static final class Program {
        private static final Map<String, Tensor> INPUTS =
                Map.of("x", TestAdapters.tensor(new SplittableRandom(9), 5, EveryKind.IN));

        public static void main(String[] args) {
            if (args[0].equals("open")) {
                tryTo("open", () -> BaseModel.open(Path.of(args[1])).close());
                return;
            }
            try (BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()));
                    AdapterHost host = AdapterHost.on(base)) {
                host.deploy("small", TestAdapters.adapter(base, Lora.rank(4), 1));
                System.out.println("small: " + host.run("small", INPUTS).size());
                if (args[0].equals("memory")) {
                    host.register("large", () -> TestAdapters.adapter(base, Lora.rank(4000), 2));
                    tryTo("load", () -> host.run("large", INPUTS));
                    tryTo("deploy", () -> host.deploy("small", TestAdapters.adapter(base, Lora.rank(4000), 2)));
                    System.out.println("small: " + host.run("small", INPUTS).size());
                }
            }
        }

        private static void tryTo(String what, Runnable work) {
            try {
                work.run();
                System.out.println(what + ": done");
            } catch (AdaptException e) {
                System.out.println(what + ": " + e.getMessage());
            }
        }
    }

    private List<String> run(List<String> options, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-Xss1m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Program.class.getName()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        int exit = process.waitFor();
        assertThat(exit)
                .as(() -> "%s".formatted(folder.resolve("errors").toFile()))
                .isZero();
        return Files.readAllLines(output, StandardCharsets.UTF_8);
    }

    @Test
    void deploy_noNativeMemoryLeft_failsTypedAndTheOthersAreServed() throws Exception {
        List<String> output = run(List.of("-Xmx256m", "-XX:MaxDirectMemorySize=6m"), "memory");

        assertThat(output).hasSize(4);
        assertThat(output.get(1)).startsWith("load: ").contains("MaxDirectMemorySize");
        assertThat(output.get(2)).startsWith("deploy: ").contains("MaxDirectMemorySize");
        assertThat(output.get(3)).isEqualTo(output.get(0)).startsWith("small: ");
    }

    @Test
    void open_noNativeMemoryForTheWeights_failsTyped() throws Exception {
        Path model = Files.write(folder.resolve("model.onnx"), TestModels.bytes(TestModels.everyKind()));

        assertThat(run(List.of("-XX:MaxDirectMemorySize=4k"), "open", model.toString()))
                .singleElement(STRING)
                .startsWith("open: ")
                .contains("model.onnx", "MaxDirectMemorySize");
    }

    @Test
    void open_commandLineOfManyKilobytes_works() throws Exception {
        assertThat(run(List.of(), "start", "x".repeat(20_000))).hasSize(1);
    }
}
