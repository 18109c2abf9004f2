package io.adapt4j.train.recipe.document;

import io.adapt4j.error.InvalidRecipeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with a document. */
public final class Problems {
    private final String kind;
    private final String document;
    private final List<Problem> problems = new ArrayList<>();

    private record Problem(int line, String text) {}

    /** @param document the name of a recipe, for messages */
    public Problems(String document) {
        this("recipe", document);
    }

    /**
     * @param kind what the document is, for messages
     * @param document its name, likewise
     */
    public Problems(String kind, String document) {
        this.kind = kind;
        this.document = document;
    }

    /** Adds what is wrong at a place. */
    public void add(Node at, String what) {
        add(at.line(), at.path(), what);
    }

    /** Adds what is wrong at a place. */
    public void add(int line, String path, String what) {
        problems.add(new Problem(line, "line " + line + (path.isEmpty() ? "" : ", " + path) + ": " + what));
    }

    /** The number of problems so far. */
    public int count() {
        return problems.size();
    }

    /** All of them as one error, by line. */
    public InvalidRecipeException toException() {
        String all = problems.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .map(Problem::text)
                .collect(Collectors.joining("\n  "));
        return new InvalidRecipeException("The " + kind + " " + document + " cannot be used:\n  " + all);
    }
}
