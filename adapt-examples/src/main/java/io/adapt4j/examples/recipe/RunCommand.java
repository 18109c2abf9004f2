package io.adapt4j.examples.recipe;

import io.adapt4j.train.Checkpoints;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.recipe.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains by a recipe. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = "Trains the adapter of a recipe.")
final class RunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The recipe, in YAML or JSON.")
    private Path file = Path.of("recipe.yaml");

    @Mixin
    private BaseOptions bases = new BaseOptions();

    @Option(names = "--out", paramLabel = "DIR", description = "Where the adapter is saved.")
    private Path out = Path.of("adapter");

    @Option(
            names = "--checkpoints",
            paramLabel = "DIR",
            description =
                    "Where the training writes down where it stands; run again after a kill, it goes on from there.")
    private @Nullable Path checkpoints = null;

    @Option(
            names = "--time-budget",
            paramLabel = "DURATION",
            description = "Time after which it ends with what it has, such as PT10M.")
    private @Nullable Duration timeBudget = null;

    @Option(names = "--report", paramLabel = "FILE", description = "HTML file to write.")
    private @Nullable Path report = null;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter console = spec.commandLine().getOut();
        Recipe recipe = bases.in(Recipe.load(file));
        TrainingResult result;
        try (BaseOptions.OpenBase base = bases.open(recipe)) {
            console.printf("Recipe %s, base %s%n", recipe.hash(), base.model().hash());
            result = base.trainer(recipe)
                    .settings(trainer -> set(trainer, new ProgressLines(console, System.console() != null)))
                    .train();
        }
        result.save(out);
        result.best()
                .ifPresent(best -> console.printf(
                        Locale.ROOT,
                        "Best: %s %.4f at step %d%n",
                        best.metrics().primary(),
                        best.metrics().value(best.metrics().primary()),
                        best.step()));
        console.printf(
                Locale.ROOT,
                "%s after %d steps in %.1f s; adapter %s saved to %s%n",
                result.end(),
                result.steps().size(),
                result.cost().wallSeconds(),
                result.adapter().hash(),
                out);
        if (report != null) {
            RunReport.of(recipe, result).write(report);
            console.printf("Report: %s%n", report.toAbsolutePath());
        }
        Optional<Verdict> verdict = result.verdict();
        verdict.ifPresent(judged -> console.println(judged.toMarkdown()));
        return verdict.map(Verdict::passed).orElse(true) ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private void set(Trainer<?> trainer, ProgressLines progress) {
        trainer.listener(progress);
        if (checkpoints != null) {
            trainer.checkpoints(Checkpoints.in(checkpoints));
        }
        if (timeBudget != null) {
            trainer.timeBudget(timeBudget);
        }
    }
}
