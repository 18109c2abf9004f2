package io.adapt4j.examples.fleet;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.adapt4j.BaseModel;
import io.adapt4j.examples.Models;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.VersionId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long it takes from the promotion of a version to the first answer that another process gives with it. */
@Command(name = "promotion-latency", mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
public final class PromotionLatency implements Callable<Integer> {
    @Option(names = "--url", description = "A JDBC URL of PostgreSQL; without it a server is started.")
    private @Nullable String url;

    @Option(names = "--promotions")
    private int promotions = 200;

    @Option(names = "--hosts", description = "Processes that serve; the last of them counts.")
    private int hosts = 1;

    @Option(names = "--interval", description = "The longest time between two looks at the alias, in milliseconds.")
    private int interval = 200;

    public static void main(String[] args) {
        System.exit(new CommandLine(new PromotionLatency()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        System.out.println(
                "milliseconds from promotion to first answer, " + promotions + " promotions, " + hosts + " hosts");
        System.out.println("| registry | p50 | p99 | max |");
        System.out.println("|---|---|---|---|");
        if (url != null) {
            measure("PostgreSQL", url);
        } else {
            try (EmbeddedPostgres server = durable()) {
                measure("PostgreSQL", server.getJdbcUrl("postgres", "postgres"));
            }
        }
        Path folder = Files.createTempDirectory("promotion-latency");
        try {
            measure("files", folder.resolve("registry").toString());
        } finally {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
        return 0;
    }

    /** A server that forces commits to the disk, which embedded ones do not by default. */
    private static EmbeddedPostgres durable() throws IOException {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void measure(String kind, String address) throws Exception {
        List<Process> processes = new ArrayList<>();
        try (FleetRegistry fleet = FleetRegistry.open(address);
                BaseModel base = Models.MINI_LM.open(1)) {
            NamedVersions versions = new NamedVersions(base);
            SplittableRandom random = new SplittableRandom(1);
            List<Double> millis = new ArrayList<>();
            List<BufferedReader> outputs = new ArrayList<>();
            for (int i = 0; i <= promotions; i++) {
                String name = "version-" + i;
                VersionId version = fleet.registry
                        .register(FleetHost.NAME, versions.adapter(name, i), Registration.by("example", name))
                        .id();
                Thread.sleep(random.nextInt(interval)); // so that promotions fall anywhere between two looks
                long start = FleetHost.micros();
                fleet.registry.move(
                        fleet.registry.alias(FleetHost.NAME, FleetHost.ALIAS), version, Change.by("example", name));
                if (i == 0) {
                    start(address, processes, outputs);
                }
                long last = 0;
                for (BufferedReader output : outputs) {
                    last = Math.max(last, live(output, name));
                }
                if (i > 0) {
                    millis.add((last - start) / 1000.0);
                }
            }
            print(kind, millis);
        } finally {
            for (Process process : processes) {
                process.getOutputStream().write('\n');
                process.getOutputStream().close();
                process.waitFor();
            }
        }
    }

    private void start(String address, List<Process> processes, List<BufferedReader> outputs) throws IOException {
        for (int i = 0; i < hosts; i++) {
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            FleetHost.class.getName(),
                            address,
                            Integer.toString(interval))
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
            Process process = builder.start();
            processes.add(process);
            outputs.add(process.inputReader(StandardCharsets.UTF_8));
        }
    }

    /** When a host gave its first answer with a version. */
    private static long live(BufferedReader output, String version) throws IOException {
        String line = output.readLine();
        if (line == null || !line.startsWith(version + " ")) {
            throw new IllegalStateException("Expected an answer of " + version + ", but the host gave " + line);
        }
        return Long.parseLong(line.substring(version.length() + 1));
    }

    private static void print(String kind, List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().collect(Collectors.toList());
        System.out.printf(
                Locale.ROOT, "| %s | %.0f | %.0f | %.0f |%n", kind, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
    }

    /** The smallest value that this share of all does not exceed. */
    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
