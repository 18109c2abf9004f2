package io.adapt4j.examples.lifecycle;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.examples.Models;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Replays dated mail as live traffic and keeps a spam filter in three ways: never retrained, retrained every month, and under an adaptation
 * loop that is started by drift, retrains, gates, rolls out and promotes by itself. Then two bad candidates, which must be stopped.
 */
@Command(name = "lifecycle", mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
public final class Lifecycle implements Callable<Integer> {
    private static final int EVERY_HELD_OUT = 5;

    @Option(
            names = "--data",
            description = "CSV with columns date, subject and label; without it the mail that comes along.")
    private @Nullable Path data = null;

    @Option(names = "--start", description = "The first day of live traffic.")
    private LocalDate start = LocalDate.parse("2002-07-01");

    @Option(names = "--end", description = "The day after the last one.")
    private LocalDate end = LocalDate.parse("2003-01-01");

    @Option(names = "--bad-start", description = "The first day of traffic for the bad candidates.")
    private LocalDate badStart = LocalDate.parse("2002-09-01");

    @Option(names = "--label-delay", description = "Days until the truth about a mail is known.")
    private int labelDelay = 7;

    @Option(names = "--epochs")
    private int epochs = 2;

    @Option(names = "--learning-rate")
    private double learningRate = 1e-3;

    @Option(names = "--seed")
    private long seed = 7;

    @Option(names = "--threads")
    private int threads = 2;

    @Option(names = "--folder", description = "Where registry, labels and checkpoints are kept; must not be there yet.")
    private @Nullable Path folder = null;

    @Option(names = "--report", description = "HTML file to write.")
    private Path report = Path.of("target", "lifecycle.html");

    @Option(names = "--json", description = "File to write the figures to.")
    private @Nullable Path json = null;

    private final PrintStream out = System.out;

    private Lifecycle() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Lifecycle()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Mail> all = Mail.read(data);
        Path work = folder == null ? Files.createTempDirectory("lifecycle") : Files.createDirectories(folder);
        try (BaseModel base = Models.MINI_LM.open(threads)) {
            MailTraining training = new MailTraining(base, Models.MINI_LM.tokenizer(), epochs, learningRate, seed);
            List<Timeline> timelines = keep(training, all, work);
            List<BadCandidates.Outcome> bad = tryBad(training, all, work);
            LifecycleReport written = new LifecycleReport(timelines, bad);
            written.table().forEach(row -> out.println(String.join(" | ", row)));
            out.println();
            written.badTable().forEach(row -> out.println(String.join(" | ", row)));
            written.write(report);
            if (json != null) {
                written.writeJson(json);
            }
        }
        out.printf("%nReport: %s%n", report.toAbsolutePath());
        return 0;
    }

    private List<Timeline> keep(MailTraining training, List<Mail> all, Path work) throws InterruptedException {
        List<Mail> past = Mail.before(all, start);
        List<Mail> live = Mail.before(all.subList(past.size(), all.size()), end);
        List<Mail> learnt = new ArrayList<>();
        List<Mail> held = new ArrayList<>();
        for (int i = 0; i < past.size(); i++) {
            (i % EVERY_HELD_OUT == EVERY_HELD_OUT - 1 ? held : learnt).add(past.get(i));
        }
        out.printf("Learning from %d mails before %s, then %d live ones%n", learnt.size(), start, live.size());
        Adapter first = training.adapter(learnt);
        Keeping calendar = new Keeping(training, all, labelDelay);
        List<Timeline> timelines = new ArrayList<>();
        timelines.add(done(calendar.serve("never retrained", first, live, (day, before) -> false)));
        timelines.add(done(calendar.serve("every month", first, live, (day, before) -> !YearMonth.from(day)
                .equals(YearMonth.from(before)))));
        timelines.add(done(new UnderTheLoop(training, learnt, labelDelay)
                .serve("under the loop", first, held, live, work.resolve("loop"))));
        return timelines;
    }

    private Timeline done(Timeline timeline) {
        out.printf(
                "%s: %.1f%% right, %d trainings, %.0f s of the processor%n",
                timeline.name(), 100 * timeline.accuracy(), timeline.trainings(), timeline.cpuSeconds());
        timeline.events().forEach(event -> out.printf("  %s %s%n", event.day(), event.what()));
        return timeline;
    }

    private List<BadCandidates.Outcome> tryBad(MailTraining training, List<Mail> all, Path work)
            throws InterruptedException {
        List<Mail> past = Mail.before(all, badStart);
        List<Mail> live = all.subList(past.size(), all.size());
        BadCandidates candidates = new BadCandidates(training, training.adapter(past), past, live, labelDelay);
        return List.of(candidates.flipped(work.resolve("flipped")), candidates.leaking(work.resolve("leaking")));
    }
}
