package io.adapt4j.examples.recipe;

import io.adapt4j.train.recipe.Recipe;
import io.adapt4j.train.recipe.Reproduction;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains an adapter once more and compares. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = "Trains an adapter once more, by the recipe in its manifest, and says whether it is the same.")
final class VerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ADAPTER_DIR", description = "The adapter's folder.")
    private Path adapter = Path.of("adapter");

    @Option(
            names = "--recipe-folder",
            paramLabel = "DIR",
            description =
                    "The folder that the recipe was in, which its paths are relative to; --data takes precedence.")
    private Path folder = Path.of("");

    @Mixin
    private BaseOptions bases = new BaseOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter console = spec.commandLine().getOut();
        Reproduction found = Reproduction.verify(adapter, original -> {
            Recipe recipe = bases.in(original.withFolder(folder));
            try (BaseOptions.OpenBase base = bases.open(recipe)) {
                return base.trainer(recipe)
                        .settings(trainer -> {
                            trainer.listener(new ProgressLines(console, System.console() != null));
                            Reproduction.sameEnd(adapter).accept(trainer);
                        })
                        .train();
            }
        });
        console.println(found);
        return found.identical() ? ExitCodes.OK : ExitCodes.FAILED;
    }
}
