package io.adapt4j.examples.migrate;

import io.adapt4j.Adapter;
import io.adapt4j.examples.Models;
import io.adapt4j.examples.fewshot.Dataset;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.migrate.Attempt;
import io.adapt4j.train.migrate.Migration;
import io.adapt4j.train.migrate.Migrator;
import io.adapt4j.train.migrate.compare.BaseDiff;
import io.adapt4j.train.migrate.strategy.Distilled;
import io.adapt4j.train.migrate.strategy.Projected;
import io.adapt4j.train.migrate.strategy.Refined;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Migrations of adapters for English to a base that was made for another language, bge-small-zh-v1.5: in every way short of the training again, which
 * the gate must all refuse where quality falls. Exits with 1 where one was not refused though the adapter got worse.
 */
@Command(name = "refusals", mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
public final class Refusals implements Callable<Integer> {
    @Option(names = "--data", required = true, description = "Folder of Banking77 (train.csv, test.csv) or CLINC150.")
    private Path data = Path.of("");

    @Option(names = "--shots", description = "Labelled examples per class.")
    private int shots = 5;

    @Option(names = "--trials", description = "Draws, each with an adapter of its own.")
    private int trials = 20;

    @Option(names = "--unlabelled", description = "Texts without labels.")
    private int unlabelled = 800;

    @Option(names = "--judged", description = "Labelled rows that gates judge on.")
    private int judged = 300;

    @Option(names = "--test", description = "Rows of the test split on which it is told how far quality fell.")
    private int test = 500;

    @Option(names = "--threads")
    private int threads = 2;

    @Mixin
    private Training training = new Training();

    private Refusals() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Refusals()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Dataset dataset = Dataset.read(data);
        int refused = 0;
        int wrong = 0;
        try (Place old = Place.open(Models.MINI_LM, threads);
                Place now = Place.open(Models.BGE_SMALL_ZH, threads)) {
            for (long seed : LongStream.rangeClosed(1, trials).toArray()) {
                Draw draw = Draw.of(dataset, seed, shots, unlabelled, false, judged, test);
                Adapter adapter = training.train(old, draw.drawn(), seed);
                List<Measured> ways = Stream.of(new Projected(), new Distilled(), new Refined())
                        .map(Measured::new)
                        .toList();
                Migration migration = Migrator.between(
                                old.model(), now.model(), now.base().tokenizer())
                        .texts(draw.unlabelled())
                        .examples(ExampleSource.of(draw.drawn()))
                        .judgedOn(ExampleSource.of(draw.judged()))
                        .settings(training.migration())
                        .seed(seed)
                        .comparison(BaseDiff.between(old.base(), now.base(), draw.unlabelled()))
                        .strategies(ways.toArray(Measured[]::new))
                        .migrate(adapter);
                double before = old.accuracy(adapter, draw.test());
                OptionalDouble best = ways.stream()
                        .flatMap(way -> way.candidate().stream())
                        .mapToDouble(candidate -> now.accuracy(candidate.adapter(), draw.test()))
                        .max();
                boolean gone = migration.adapter().isEmpty();
                refused += gone ? 1 : 0;
                wrong += !gone && best.orElse(0) < before ? 1 : 0;
                System.out.printf(
                        Locale.ROOT,
                        "seed %d: %s (%s); accuracy %.1f%%, of the best candidate %.1f%%%n",
                        seed,
                        migration.strategy().orElse("refused"),
                        migration.attempts().stream().map(Refusals::outcome).collect(Collectors.joining(", ")),
                        100 * before,
                        100 * best.orElse(0));
            }
        }
        System.out.printf("%d of %d refused%n", refused, trials);
        return wrong == 0 ? 0 : 1;
    }

    private static String outcome(Attempt attempt) {
        return attempt.strategy() + " " + attempt.status().name().toLowerCase(Locale.ROOT);
    }
}
