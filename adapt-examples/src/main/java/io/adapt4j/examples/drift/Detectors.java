package io.adapt4j.examples.drift;

import static java.util.Objects.requireNonNull;

import com.google.gson.JsonObject;
import io.adapt4j.examples.Models;
import io.adapt4j.runtime.drift.DriftOptions;
import io.adapt4j.runtime.drift.outcome.ChangeDetectors;
import io.adapt4j.runtime.drift.sample.Summary;
import io.adapt4j.runtime.drift.sample.UnknownToken;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How often each drift detector alarms falsely, and how soon it finds a change: on synthetic streams in which one thing changes, and
 * on Banking77 into which CLINC150 mixes.
 */
@Command(name = "detectors", mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
public final class Detectors implements Callable<Integer> {
    private static final double[] SHARES = {0.1, 0.3, 1};
    private static final double[] RISES = {0.15, 0.2, 0.3};
    private static final int CHANGED_WINDOWS = 6;
    private static final int BANKING_WINDOWS = 6;

    @Option(names = "--data", description = "The folder of banking77 and clinc150.")
    private Path data = Path.of("..", "shared", "data");

    @Option(names = "--window")
    private int window = 500;

    @Option(names = "--false-alarms", description = "That may be expected in 10,000 observations and outcomes.")
    private double falseAlarms = 0.5;

    @Option(names = "--streams", description = "Streams of each kind.")
    private int streams = 10;

    @Option(names = "--seed", description = "Of the first synthetic stream, less one.")
    private long firstSeed = 0;

    @Option(names = "--threads")
    private int threads = 2;

    @Option(names = "--html", description = "HTML report to write.")
    private Path html = Path.of("target", "drift-detectors.html");

    @Option(names = "--json", description = "JSON file to write.")
    private Path json = Path.of("target", "drift-detectors.json");

    private final PrintStream out = System.out;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Detectors()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        DriftOptions options = DriftOptions.defaults()
                .withWindow(window)
                .withShape(new Summary.Shape(1_000, 128, 0))
                .withFalseAlarms(falseAlarms)
                .withSamples(true);
        DetectorsReport report = new DetectorsReport(options, out);
        report.section("Synthetic streams", synthetic(options));
        report.section("Outcomes", outcomes(options));
        banking(options, report);
        report.write(html);
        JsonObject document = report.toJson();
        Files.writeString(json, document.toString());
        out.println("Report: " + html.toAbsolutePath());
        out.println("JSON: " + json.toAbsolutePath());
        return 0;
    }

    private List<Tally> synthetic(DriftOptions options) {
        Map<String, Tally> tallies = new LinkedHashMap<>();
        double allowed = falseAlarms / 2;
        SyntheticStreams.CHANGES.forEach((test, change) -> tallies.put(test, new Tally(test, change, allowed)));
        Tally all = new Tally(WindowTrial.ALL, "any of these", allowed);
        int calm = 20 * window;
        long seed = firstSeed;
        for (String change : SyntheticStreams.CHANGES.keySet()) {
            for (int i = 0; i < streams; i++) {
                Stream stream =
                        SyntheticStreams.of(change, ++seed, options.shape().rows(), calm, CHANGED_WINDOWS * window);
                WindowTrial trial = WindowTrial.run(stream, options, SyntheticStreams.UNKNOWN);
                tallies.forEach((test, tally) -> tally.addCalm(calm, trial.falseAlarms(test)));
                requireNonNull(tallies.get(change)).addDelay(trial.delay(change));
                all.addCalm(calm, trial.falseAlarms(WindowTrial.ALL));
                all.addDelay(trial.delay(WindowTrial.ALL));
            }
        }
        List<Tally> rows = new ArrayList<>(tallies.values());
        rows.add(all);
        return rows;
    }

    private List<Tally> outcomes(DriftOptions options) {
        List<Tally> rows = new ArrayList<>();
        for (String name : ChangeDetectors.names()) {
            for (double risen : RISES) {
                rows.add(OutcomeTrial.run(
                        name, options.detectorShare(), risen, risen == RISES[0] ? 3_000_000 : 0, 5 * streams));
            }
        }
        return rows;
    }

    private void banking(DriftOptions options, DetectorsReport report) throws IOException {
        BankingStreams banking = BankingStreams.read(data, threads);
        long unknown = UnknownToken.of(Models.MINI_LM.tokenizer());
        int calm = BANKING_WINDOWS * window;
        List<Tally> rows = new ArrayList<>();
        for (double share : SHARES) {
            Map<String, Tally> tallies = new LinkedHashMap<>();
            for (int i = 0; i < streams; i++) {
                Stream stream = banking.of(share, 100 + i, options.shape().rows(), calm, CHANGED_WINDOWS * window);
                WindowTrial trial = WindowTrial.run(stream, options, unknown);
                List<String> tests = new ArrayList<>(trial.pValues().keySet());
                tests.add(WindowTrial.ALL);
                for (String test : tests) {
                    Tally tally = tallies.computeIfAbsent(
                            test, key -> new Tally(key, Math.round(100 * share) + "% CLINC150", falseAlarms / 2));
                    // The calm parts are the same for all shares.
                    if (share == SHARES[0]) {
                        tally.addCalm(calm, trial.falseAlarms(test));
                    }
                    tally.addDelay(trial.delay(test));
                }
                if (i == 0) {
                    report.course(Math.round(100 * share) + "% CLINC150 mixed in", trial, BANKING_WINDOWS);
                }
            }
            rows.addAll(tallies.values());
        }
        report.section("Banking77 with CLINC150", rows);
    }
}
