package io.adapt4j.examples.recipe;

import io.adapt4j.error.AdaptException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs, verifies and searches recipes. */
@Command(
        name = "recipe",
        mixinStandardHelpOptions = true,
        description = "Trains adapters by recipes.",
        subcommands = {RunCommand.class, VerifyCommand.class, SearchCommand.class},
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the gate failed, or the reproduction differs",
            "2:the arguments, the recipe or the search document are wrong",
            "3:the data are wrong, or the policy refuses them",
            "4:the base model or the adapter is wrong, or does not fit",
            "5:the training failed",
            "6:a file cannot be read or written"
        })
public final class Recipes implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Recipes() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line: an error of the library becomes its message and its exit code. */
    static CommandLine commandLine() {
        return new CommandLine(new Recipes()).setExecutionExceptionHandler((error, command, parsed) -> {
            if (error instanceof AdaptException || error instanceof IOException) {
                command.getErr().println(command.getColorScheme().errorText(String.valueOf(error.getMessage())));
                return ExitCodes.of(error);
            }
            throw error;
        });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: run, verify or search");
    }
}
