package io.adapt4j.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.train.data.Example;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class QuickstartTest {

    @Test
    void mail_splitByDate_trainsOnThePast() throws IOException {
        Datasets.Split split = Datasets.mail("label");

        assertThat(split.train()).hasSize(4328);
        assertThat(split.test()).hasSize(1639);
        assertThat(split.train()).extracting(Example::label).containsOnly("spam", "ham");
        assertThat(Datasets.mail("group").test()).extracting(Example::label).doesNotContain("spam", "ham");
    }

    @Test
    void wrongArguments_giveOneLineAndNoStackTrace() {
        for (List<String> arguments : List.of(
                List.of("--train", "only.csv"),
                List.of("--base", "model.onnx"),
                List.of("--base", "nowhere.onnx", "--tokenizer", "nowhere.json"),
                List.of("--rank", "many"))) {
            StringWriter errors = new StringWriter();
            CommandLine command = Quickstart.commandLine().setErr(new PrintWriter(errors));

            assertThat(command.execute(arguments.toArray(String[]::new))).isNotZero();
            assertThat(errors.toString()).isNotBlank().doesNotContain("\tat ");
        }
    }
}
