package io.adapt4j.examples.recipe;

import io.adapt4j.train.recipe.Recipe;
import io.adapt4j.train.search.Search;
import io.adapt4j.train.search.SearchResult;
import io.adapt4j.train.search.TrialResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Searches for the best values of a recipe's fields. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = "Tries values of a recipe's fields and keeps the best, by the data that the recipe evaluates on.")
final class SearchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The search, in YAML or JSON.")
    private Path file = Path.of("search.yaml");

    @Mixin
    private BaseOptions bases = new BaseOptions();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Where trials and the best recipe are written; run again after a kill, the search goes on from there.")
    private Path out = Path.of("search");

    @Option(names = "--report", paramLabel = "FILE", description = "HTML file to write.")
    private @Nullable Path report = null;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter console = spec.commandLine().getOut();
        Search search = Search.load(file);
        SearchResult result;
        try (BaseOptions.OpenBase base = bases.open(bases.in(Recipe.load(search.recipe())))) {
            result = search.run(
                    out,
                    (recipe, settings) ->
                            base.trainer(bases.in(recipe)).settings(settings).train(),
                    trial -> console.println(line(search, trial)));
        }
        console.println();
        result.table().forEach(row -> console.println(String.join("\t", row)));
        console.printf(
                Locale.ROOT,
                "%nBest: trial %d, by the evaluation data; its recipe: %s%n",
                result.best().trial(),
                out.resolve("best.json"));
        if (report != null) {
            SearchReport.of(result).write(report);
            console.printf("Report: %s%n", report.toAbsolutePath());
        }
        return ExitCodes.OK;
    }

    private static String line(Search search, TrialResult trial) {
        List<String> values = trial.parameters().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
        String outcome = trial.failure()
                .orElseGet(() -> String.format(
                        Locale.ROOT,
                        "%s %.4f, %d steps, %.1f s",
                        search.goal().metric().orElse(trial.primary()),
                        search.goal().value(trial),
                        trial.steps(),
                        trial.seconds()));
        return "trial " + trial.trial() + ", rung " + (trial.rung() + 1) + ": " + String.join(" ", values) + ": "
                + outcome;
    }
}
