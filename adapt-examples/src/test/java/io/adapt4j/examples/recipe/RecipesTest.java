package io.adapt4j.examples.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RecipesTest {
    private static final String RECIPE = """
            version: 1
            base: {model: base.onnx, tokenizer: tokenizer.json}
            method: {name: lora, rank: 2}
            task: {name: text-classification, labels: [spam, ham]}
            data:
              train: {path: mail.csv}
              evaluation: {path: other.csv}
            schedule: {epochs: 4}
            batch: {size: 8}
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @BeforeEach
    void writeFiles() throws IOException {
        Files.write(folder.resolve("base.onnx"), TinyBase.onnx(1));
        Files.writeString(folder.resolve("tokenizer.json"), TinyBase.tokenizer().json());
        Files.writeString(folder.resolve("mail.csv"), csv(0));
        Files.writeString(folder.resolve("other.csv"), csv(100));
        Files.writeString(folder.resolve("recipe.yaml"), RECIPE);
    }

    private static String csv(int from) {
        StringBuilder rows = new StringBuilder("text,label\n");
        IntStream.range(from, from + 32).forEach(i -> rows.append(i % 2 == 0 ? "win cash " : "build failed ")
                .append(i)
                .append(i % 2 == 0 ? ",spam\n" : ",ham\n"));
        return rows.toString();
    }

    private int execute(String... arguments) {
        CommandLine command =
                Recipes.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(errors, true));
        for (CommandLine sub : command.getSubcommands().values()) {
            sub.setOut(command.getOut()).setErr(command.getErr());
        }
        return command.execute(arguments);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void run_recipe_savesTheAdapterAndWritesAReport() throws IOException {
        int code = execute(
                "run",
                path("recipe.yaml"),
                "--out",
                path("adapter"),
                "--report",
                path("report.html"),
                "--checkpoints",
                path("checkpoints"));

        assertThat(errors.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(folder.resolve("adapter/adapter_model.safetensors")).exists();
        assertThat(folder.resolve("checkpoints")).isNotEmptyDirectory();
        assertThat(out.toString())
                .contains("step 16 of 16, epoch 4, loss ", "0 s left", "evaluation at step 4: accuracy ", "COMPLETE");
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("Learning rate", "Evaluations", "joules", "Environment", "<svg")
                .doesNotContain("<script", "http");
    }

    @Test
    void verify_sameAndChanged_saysWhich() throws IOException {
        execute("run", path("recipe.yaml"), "--out", path("adapter"));
        assertThat(execute("verify", path("adapter"), "--recipe-folder", path("")))
                .isZero();
        assertThat(out.toString()).endsWith("identical" + System.lineSeparator());

        Files.writeString(folder.resolve("mail.csv"), csv(1000));
        assertThat(execute("verify", path("adapter"), "--data", path(""))).isEqualTo(ExitCodes.FAILED);
        assertThat(out.toString()).contains("different", "trainingData");
    }

    @Test
    void run_timeBudget_stopsEarly() {
        assertThat(execute("run", path("recipe.yaml"), "--out", path("adapter"), "--time-budget", "PT0.001S"))
                .isZero();
        assertThat(out.toString()).contains("STOPPED after 1 steps");
    }

    @Test
    void run_gate_decidesTheCodeAndIsInTheReport() throws IOException {
        String gate = "gate: {criteria: [{kind: threshold, metric: accuracy, value: %s}]}\n";
        Files.writeString(folder.resolve("recipe.yaml"), RECIPE + gate.formatted("0"));
        assertThat(execute("run", path("recipe.yaml"), "--out", path("passes"))).isZero();
        Files.writeString(folder.resolve("recipe.yaml"), RECIPE + gate.formatted("1.5"));
        assertThat(execute("run", path("recipe.yaml"), "--out", path("fails"), "--report", path("report.html")))
                .isEqualTo(ExitCodes.FAILED);

        assertThat(folder.resolve("fails/verdict.json")).exists();
        assertThat(Files.readString(folder.resolve("report.html"))).contains("Gate: failed", "threshold");
    }

    @Test
    void run_wrongRecipe_listsAllProblemsWithLines() throws IOException {
        Files.writeString(
                folder.resolve("recipe.yaml"), RECIPE.replace("epochs", "epoch").replace("size: 8", "size: 0"));

        assertThat(execute("run", path("recipe.yaml"))).isEqualTo(ExitCodes.RECIPE);
        assertThat(errors.toString())
                .contains("line 8, schedule.epoch: unknown field; did you mean \"epochs\"?")
                .contains("line 9, batch.size")
                .doesNotContain("\tat ");
    }

    @Test
    void run_wrongInputs_haveCodesOfTheirOwn() throws IOException {
        assertThat(execute()).isEqualTo(ExitCodes.RECIPE);
        assertThat(execute("run", path("nowhere.yaml"))).isEqualTo(ExitCodes.RECIPE);
        assertThat(execute("run", path("recipe.yaml"), "--base", path("nowhere.onnx"), "--out", path("a")))
                .isEqualTo(ExitCodes.MODEL);
        assertThat(execute("verify", path("nowhere"))).isEqualTo(ExitCodes.MODEL);
        Files.writeString(folder.resolve("mail.csv"), "text,label\nhello,neither\n");
        assertThat(execute("run", path("recipe.yaml"), "--out", path("a"))).isEqualTo(ExitCodes.DATA);
        Files.writeString(folder.resolve("mail.csv"), csv(0));
        Files.writeString(
                folder.resolve("recipe.yaml"), RECIPE + "optimizer: {learningRate: 1e38, headLearningRate: 1e38}\n");
        assertThat(execute("run", path("recipe.yaml"), "--out", path("a"))).isEqualTo(ExitCodes.TRAINING);
        assertThat(errors.toString()).doesNotContain("\tat ");
    }

    @Test
    void search_halving_printsTrialsAndWritesTheBestRecipe() throws IOException {
        Files.writeString(folder.resolve("recipe.yaml"), RECIPE.replace("epochs: 4", "epochs: 4, maxSteps: 8"));
        Files.writeString(folder.resolve("search.yaml"), """
                version: 1
                recipe: recipe.yaml
                parameters:
                  optimizer.learningRate: {name: log-uniform, from: 1e-5, to: 1e-1}
                  optimizer.clipNorm: [0, 1]
                  schedule.decay: [cosine, linear]
                strategy: {name: halving, trials: 4, reduction: 2}
                parallel: 2
                """);

        int code = execute("search", path("search.yaml"), "--out", path("found"), "--report", path("search.html"));

        assertThat(errors.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString()).contains("trial 0, rung 1: ", "rung 3", "Best: trial ");
        assertThat(folder.resolve("found/best.json")).exists();
        assertThat(Files.readString(folder.resolve("search.html")))
                .contains(
                        "log10 of optimizer.learningRate", "Rungs of the halving", "\"cosine\"".replace("\"", "&quot;"))
                .doesNotContain("<script", "http");
        assertThat(execute("run", path("found/best.json"), "--data", path(""), "--out", path("adapter")))
                .isZero();
    }

    @Test
    void samples_all_areValid() {
        Path samples = Path.of("src/main/recipes");
        assertThat(samples.toFile().list()).isNotEmpty();
        for (String name : java.util.Objects.requireNonNull(samples.toFile().list())) {
            if (name.endsWith("search.yaml")) {
                io.adapt4j.train.search.Search.load(samples.resolve(name));
            } else {
                io.adapt4j.train.recipe.Recipe.load(samples.resolve(name));
            }
        }
    }
}
