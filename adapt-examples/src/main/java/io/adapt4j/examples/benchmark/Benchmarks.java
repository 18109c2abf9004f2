package io.adapt4j.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the benchmarks, records the raw figures as JMH's JSON and prints a Markdown table. */
@Command(name = "benchmarks", mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
public final class Benchmarks implements Callable<Integer> {
    @Parameters(description = "Regular expressions of the benchmarks to run.", arity = "0..*")
    private List<String> include = List.of("io.adapt4j.examples.benchmark");

    @Option(names = "--json", description = "Where to write JMH's JSON.")
    private Path json = Path.of("target/jmh.json");

    @Option(names = "--param", description = "A parameter's values, separated by commas, in place of all.")
    private Map<String, String> params = Map.of();

    @Option(names = "--quick", description = "One short iteration of each, to see that they run.")
    private boolean quick;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Benchmarks()).execute(args));
    }

    @Override
    public Integer call() throws RunnerException, IOException {
        Path folder = json.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        OptionsBuilder options = new OptionsBuilder();
        include.forEach(options::include);
        params.forEach((name, values) -> options.param(name, values.split(",")));
        if (quick) {
            options.warmupIterations(0).measurementIterations(1).measurementTime(TimeValue.milliseconds(100));
        }
        Options built = options.resultFormat(ResultFormatType.JSON)
                .result(json.toString())
                .shouldFailOnError(true)
                .build();
        System.out.println(table(new Runner(built).run()));
        return 0;
    }

    /** Ratios where two things were timed in turn, else times; medians. */
    static String table(Collection<RunResult> results) {
        List<String> lines = new ArrayList<>();
        lines.add("| benchmark | parameters | baseline ms | measured ms | ratio | lowest - highest |");
        lines.add("|---|---|---|---|---|---|");
        for (RunResult result : results) {
            String name = result.getPrimaryResult().getLabel();
            String parameters = result.getParams().getParamsKeys().stream()
                    .map(key -> key + " " + result.getParams().getParam(key))
                    .collect(Collectors.joining(", "));
            lines.add("| " + name + " | " + parameters + " | " + figures(result) + " |");
        }
        return String.join("\n", lines);
    }

    private static String figures(RunResult result) {
        List<Double> ratios = each(result, "ratio");
        if (ratios.isEmpty()) {
            Statistics times = result.getPrimaryResult().getStatistics();
            return String.format(
                    Locale.ROOT,
                    "| %.3f | | %.3f - %.3f",
                    times.getPercentile(50),
                    times.getPercentile(5),
                    times.getPercentile(95));
        }
        return String.format(
                Locale.ROOT,
                "%.2f | %.2f | **%.3f** | %.3f - %.3f",
                Pairs.median(each(result, "baselineMillis")),
                Pairs.median(each(result, "candidateMillis")),
                Pairs.median(ratios),
                ratios.stream().mapToDouble(r -> r).min().orElseThrow(),
                ratios.stream().mapToDouble(r -> r).max().orElseThrow());
    }

    /** The value that a counter had in each iteration. */
    private static List<Double> each(RunResult result, String counter) {
        List<Double> values = new ArrayList<>();
        for (IterationResult iteration : result.getAggregatedResult().getIterationResults()) {
            Result<?> value = iteration.getSecondaryResults().get(counter);
            if (value != null) {
                values.add(value.getScore());
            }
        }
        return values;
    }
}
