package io.adapt4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Runs a program in a JVM of its own, on the class path of the tests. */
public final class ChildJvm {
    private ChildJvm() {}

    /**
     * Runs a program to its end, which must be a good one.
     *
     * @param log the file that takes what it prints
     * @return the lines that it printed
     */
    public static List<String> run(Path log, List<String> options, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        return run(log, builder(options, program, arguments));
    }

    /** As {@link #run}, without the entries of the class path that contain a text. */
    public static List<String> runWithout(String excluded, Path log, Class<?> program)
            throws IOException, InterruptedException {
        String kept = Arrays.stream(classPath().split(File.pathSeparator))
                .filter(entry -> !entry.replace(File.separatorChar, '/').contains(excluded))
                .collect(Collectors.joining(File.pathSeparator));
        ProcessBuilder builder = builder(List.of(), program);
        builder.environment().put("CLASSPATH", kept);
        return run(log, builder);
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Runs a program of {@link #builder} to its end, which must be a good one. */
    public static List<String> run(Path log, ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectOutput(log.toFile()).start();
        assertThat(process.waitFor()).as(Files.readString(log)).isZero();
        return Files.readAllLines(log);
    }

    /** A program, to be started and ended by the caller. */
    public static ProcessBuilder builder(List<String> options, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add(program.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Not an option, for ONNX Runtime 1.29 crashes where a command line is longer than 4 KiB.
        builder.environment().put("CLASSPATH", classPath());
        return builder;
    }
}
