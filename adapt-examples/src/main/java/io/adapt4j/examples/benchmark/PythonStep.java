package io.adapt4j.examples.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code training_step.py} in a process of its own, which does steps when it is told to. */
final class PythonStep implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final Writer orders;

    PythonStep(Path python, Path script, String targets, int threads) throws IOException {
        process = start(
                python,
                script,
                "--serve",
                "--targets",
                targets.replace(' ', '-'),
                "--threads",
                Integer.toString(threads));
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        orders = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    static Process start(Path python, Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(python.toString(), script.toString()));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The milliseconds of so many steps. */
    List<Double> steps(int count) throws IOException {
        orders.write(count + "\n");
        orders.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("Python ended without an answer");
        }
        return Arrays.stream(answer.split(" ")).map(Double::valueOf).toList();
    }

    @Override
    public void close() throws IOException {
        orders.close();
        process.destroy();
    }
}
