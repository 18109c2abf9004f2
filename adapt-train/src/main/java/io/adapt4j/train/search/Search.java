package io.adapt4j.train.search;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.BaseModel;
import io.adapt4j.error.InvalidRecipeException;
import io.adapt4j.train.recipe.Recipe;
import io.adapt4j.train.recipe.document.DocumentParser;
import io.adapt4j.train.recipe.document.Node;
import io.adapt4j.train.recipe.document.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A search for the best values of a recipe's fields, as a document in YAML or JSON or as made in Java. Trials are compared by the
 * examples that the recipe evaluates on, never by test data: a recipe's gate judges no trial.
 *
 * @param recipe the file of the recipe, which must name examples to evaluate on
 * @param parameters what is tried, by the path of the field, such as {@code optimizer.learningRate}
 * @param seed of what is drawn
 * @param parallel trials at once; 0 for as many as memory takes. It does not change what is found.
 */
public record Search(
        Path recipe, SortedMap<String, Candidates> parameters, Strategy strategy, long seed, Goal goal, int parallel) {
    private static final List<String> SHARED = List.of("base", "data.evaluation", "data.test", "data.train", "version");

    public Search {
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("a search has at least one parameter");
        }
        for (String path : parameters.keySet()) {
            if (SHARED.stream().anyMatch(shared -> within(path, shared) || within(shared, path))) {
                throw new IllegalArgumentException(path
                        + " cannot be searched: all trials share the base and the examples that they are compared by");
            }
        }
    }

    private static boolean within(String path, String outer) {
        return (path + ".").startsWith(outer + ".");
    }

    public Search withParallel(int newParallel) {
        return new Search(recipe, parameters, strategy, seed, goal, newParallel);
    }

    /**
     * Reads a search, and its recipe with each value that it names.
     *
     * @param file in YAML 1.2, or in JSON if its name ends so
     * @throws InvalidRecipeException when it or the recipe cannot be used; lists what is wrong, by line
     */
    public static Search load(Path file) {
        String name = file.toString();
        Problems problems = new Problems("search", name);
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        Optional<Node> document;
        try {
            document = DocumentParser.parse(name, Files.readString(file), name.endsWith(".json"), problems);
        } catch (IOException e) {
            throw new InvalidRecipeException("Cannot read the search " + file.toAbsolutePath() + ": " + e, e);
        }
        Optional<Search> search =
                document.flatMap(node -> SearchShape.in(folder).read(node, problems));
        if (problems.count() == 0) {
            search.orElseThrow().check((Node.Fields) document.orElseThrow(), problems);
        }
        if (problems.count() > 0) {
            throw problems.toException();
        }
        return search.orElseThrow();
    }

    private void check(Node.Fields document, Problems problems) {
        RecipeTemplate template = RecipeTemplate.load(recipe);
        if (document.fields().get(SearchShape.PARAMETERS_NAME) instanceof Node.Fields nodes) {
            parameters.forEach((path, candidates) -> candidates.ends().forEach(value -> {
                try {
                    template.with(new TreeMap<>(java.util.Map.of(path, value)));
                } catch (InvalidRecipeException e) {
                    problems.add(nodes.fields().getOrDefault(path, nodes), "with " + value + ", " + e.getMessage());
                }
            }));
        }
        if (problems.count() == 0) {
            try {
                plan(template);
            } catch (InvalidRecipeException | IllegalArgumentException e) {
                problems.add(document, String.valueOf(e.getMessage()));
            }
        }
    }

    /** The trials, and how long each is trained. */
    record Plan(List<Trial> trials, List<Strategy.Rung> rungs) {}

    Plan plan() {
        try {
            return plan(RecipeTemplate.load(recipe));
        } catch (IllegalArgumentException e) {
            throw new InvalidRecipeException("The search cannot be made: " + e.getMessage(), e);
        }
    }

    private Plan plan(RecipeTemplate template) {
        List<Trial> trials = new ArrayList<>();
        for (SortedMap<String, JsonElement> values : strategy.trials(parameters, seed)) {
            trials.add(new Trial(trials.size(), values, template.with(values)));
        }
        for (Trial trial : trials) {
            if (trial.recipe().data().evaluation().isEmpty()) {
                throw new InvalidRecipeException("the recipe " + recipe
                        + " names no examples to evaluate on, by which trials could be compared; add data.evaluation");
            }
        }
        List<Strategy.Rung> rungs = List.of();
        for (Trial trial : trials) {
            List<Strategy.Rung> own = strategy.rungs(
                    trials.size(), trial.recipe().hyperparameters().maxSteps());
            if (!rungs.isEmpty() && !rungs.equals(own)) {
                throw new InvalidRecipeException(
                        "schedule.maxSteps cannot be searched by halving, which shares it out");
            }
            rungs = own;
        }
        return new Plan(trials, rungs);
    }

    /** What makes it the same search: how many trials run at once does not. */
    JsonObject identity() {
        JsonObject json = SearchShape.in(Path.of("")).write(withParallel(0));
        json.add("recipe", RecipeTemplate.load(recipe).recipe().toJson());
        return json;
    }

    /** As {@link #run(Path, TrialTrainer, Consumer)}, on the base that the recipe names, which is opened once. */
    public SearchResult run(Path folder) {
        Recipe first = RecipeTemplate.load(recipe).recipe();
        try (BaseModel base = first.openBase()) {
            return run(
                    folder,
                    (trial, settings) -> trial.on(base).settings(settings).train(),
                    trial -> {});
        }
    }

    /**
     * Carries out the search. A trial that fails, as with a loss that is not finite or for want of memory, is recorded, and the search
     * goes on.
     *
     * @param folder where each trial is written as it ends; a search that was killed goes on where it was
     * @param trainer trains by the recipe of a trial, on a base that all share
     * @param listener told of each trial as it ends, one at a time
     * @throws InvalidRecipeException when a trial has no valid recipe; nothing has run then
     * @throws io.adapt4j.error.TrainingException when all trials failed
     * @throws io.adapt4j.error.CheckpointException when the folder is of another search, or cannot be used
     */
    public SearchResult run(Path folder, TrialTrainer trainer, Consumer<TrialResult> listener) {
        return new SearchRun(this, plan(), SearchFolder.open(folder, identity()), trainer, listener).run();
    }
}
