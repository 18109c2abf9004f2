package io.adapt4j.train.recipe;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.provenance.JsonDifference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What came of training an adapter once more.
 *
 * @param identical whether every weight and all that the manifest says of the training is the same
 * @param tensors where and by how much weights differ, by name; a tensor that only one of them has differs by infinity
 * @param training where the manifests' accounts of the training differ, environment and metrics included
 */
public record Reproduction(
        boolean identical, SortedMap<String, TensorDifference> tensors, List<JsonDifference> training) {

    /**
     * How much two tensors differ.
     *
     * @param maxAbsolute the largest difference of two numbers
     * @param maxRelative the largest difference as a share of the larger of the two
     */
    public record TensorDifference(double maxAbsolute, double maxRelative) {}

    public Reproduction {
        training = List.copyOf(training);
    }

    /**
     * Trains the adapter in a folder once more, by the recipe in its manifest, up to the step where its training ended.
     *
     * @param recipeFolder what the recipe's paths are relative to
     * @throws InvalidAdapterException when the manifest holds no recipe, or the adapter was trained from another one that the
     *     recipe does not name
     */
    public static Reproduction verify(Path adapterFolder, Path recipeFolder) {
        return verify(adapterFolder, recipe -> recipe.withFolder(recipeFolder)
                .run(sameEnd(adapterFolder))
                .await());
    }

    /**
     * As {@link #verify(Path, Path)}, with a way of one's own to train, such as on other data or with other threads.
     *
     * @param train trains by a recipe that has no folder yet
     */
    public static Reproduction verify(Path adapterFolder, Function<Recipe, TrainingResult> train) {
        Adapter original = Adapter.load(adapterFolder);
        JsonElement recipe = original.manifest().training().get("recipe");
        if (recipe == null) {
            throw new InvalidAdapterException("The adapter in " + adapterFolder
                    + " cannot be trained once more: its manifest holds no recipe. Train it by a Recipe");
        }
        Recipe parsed = Recipe.parse("in the manifest of " + adapterFolder + ".json", recipe.toString(), Path.of(""));
        if (original.manifest().training().has("start") && parsed.start().isEmpty()) {
            throw new InvalidAdapterException("The adapter in " + adapterFolder + " was trained from another one, "
                    + original.manifest().training().get("start")
                    + ", which its recipe does not name as start; train it from that and compare the two with"
                    + " Reproduction.compare");
        }
        return compare(original, train.apply(parsed).adapter());
    }

    /** The setting with which a training ends at the step where that of the adapter in a folder did. */
    public static Consumer<Trainer<?>> sameEnd(Path adapterFolder) {
        int steps =
                Adapter.load(adapterFolder).manifest().training().get("steps").getAsInt();
        return trainer -> trainer.lastStep(steps);
    }

    /** Compares two adapters that should be the same. */
    public static Reproduction compare(Adapter original, Adapter replayed) {
        SortedMap<String, Tensor> first = tensors(original);
        SortedMap<String, Tensor> second = tensors(replayed);
        SortedMap<String, TensorDifference> differences = new TreeMap<>();
        TreeMap<String, Tensor> all = new TreeMap<>(first);
        all.putAll(second);
        for (String name : all.keySet()) {
            Tensor a = first.get(name);
            Tensor b = second.get(name);
            if (a == null || b == null || !a.shape().equals(b.shape())) {
                differences.put(name, new TensorDifference(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY));
            } else if (!a.equals(b)) {
                differences.put(name, difference(a.toFloatArray(), b.toFloatArray()));
            }
        }
        List<JsonDifference> training = JsonDifference.between(
                original.manifest().training(), asRead(replayed.manifest().training()));
        boolean identical = original.hash().equals(replayed.hash()) && differences.isEmpty() && training.isEmpty();
        return new Reproduction(identical, differences, training);
    }

    private static JsonObject asRead(JsonObject json) {
        return com.google.gson.JsonParser.parseString(json.toString()).getAsJsonObject();
    }

    private static SortedMap<String, Tensor> tensors(Adapter adapter) {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        adapter.deltas().forEach(delta -> delta.parameters()
                .forEach((name, tensor) -> tensors.put(delta.module() + "." + name, tensor)));
        adapter.head().ifPresent(head -> {
            tensors.put("head.weight", head.weight());
            tensors.put("head.bias", head.bias());
        });
        return tensors;
    }

    private static TensorDifference difference(float[] a, float[] b) {
        double absolute = 0;
        double relative = 0;
        for (int i = 0; i < a.length; i++) {
            double distance = Math.abs((double) a[i] - b[i]);
            absolute = Math.max(absolute, distance);
            relative = Math.max(relative, distance == 0 ? 0 : distance / Math.max(Math.abs(a[i]), Math.abs(b[i])));
        }
        return new TensorDifference(absolute, relative);
    }

    /** A report for people. */
    @Override
    public String toString() {
        if (identical) {
            return "identical";
        }
        List<String> lines = new ArrayList<>(List.of("different"));
        tensors.forEach((name, difference) -> lines.add(
                name + ": at most " + difference.maxAbsolute + ", or " + difference.maxRelative + " of the number"));
        training.forEach(difference -> lines.add(difference.toString()));
        return String.join("\n  ", lines);
    }
}
