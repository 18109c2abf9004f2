package io.adapt4j.train.recipe;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.InvalidRecipeException;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.Row;
import io.adapt4j.train.data.policy.DataTags;
import io.adapt4j.train.data.policy.TaggedSource;
import io.adapt4j.train.gate.ByKey;
import io.adapt4j.train.gate.EachSlice;
import io.adapt4j.train.task.TrainingTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Where the parts of a recipe's data come from.
 *
 * @param parts the sources of each part that is not a split of another; {@code train} is the first
 * @param files the files of each part with their hashes, for the manifest
 */
record RecipeSources<E>(Map<String, List<TaggedSource<KeptRow<E>>>> parts, JsonObject files) {
    static final String TRAIN = "train";

    /** Examples that are given in code. */
    static <E> RecipeSources<E> given(Map<String, ExampleSource<E>> examples, DataTags tags) {
        Map<String, List<TaggedSource<KeptRow<E>>>> parts = new LinkedHashMap<>();
        examples.forEach((part, source) ->
                parts.put(part, List.of(new TaggedSource<>("given to " + part, tags, source.map(KeptRow::of)))));
        return new RecipeSources<>(parts, new JsonObject());
    }

    /**
     * The recipe's files.
     *
     * @throws InvalidDataException when one cannot be read or has another hash than the recipe says
     */
    static <E, T extends TrainingTask<E, T>> RecipeSources<E> files(Recipe recipe, TaskKind<E, T> kind) {
        Map<String, List<DataFile>> files = new LinkedHashMap<>();
        files.put(TRAIN, recipe.data().train());
        recipe.data().heldOut().forEach((part, heldOut) -> {
            if (heldOut instanceof HeldOut.Files named) {
                files.put(part, named.files());
            }
        });
        JsonObject hashes = new JsonObject();
        Map<String, List<TaggedSource<KeptRow<E>>>> parts = new LinkedHashMap<>();
        files.forEach((part, named) -> {
            JsonArray all = new JsonArray();
            named.forEach(file -> all.add(described(recipe, file)));
            hashes.add(part, all);
            Set<String> columns = columns(recipe, part);
            parts.put(
                    part,
                    named.stream()
                            .map(file -> open(recipe, kind, file, columns))
                            .toList());
        });
        return new RecipeSources<>(parts, hashes);
    }

    /** The examples in the files of a part, once the policy has let them pass; empty where it has none. */
    static Optional<ExampleSource<?>> files(Recipe recipe, String part) {
        return examples(recipe, TaskShapes.of(recipe.task()), part);
    }

    private static <E, T extends TrainingTask<E, T>> Optional<ExampleSource<?>> examples(
            Recipe recipe, TaskKind<E, T> kind, String part) {
        return Optional.ofNullable(files(recipe, kind).parts().get(part)).map(sources -> {
            sources.forEach(recipe.policy()::check);
            return ExampleSource.concat(sources.stream()
                            .map(TaggedSource::source)
                            .toList())
                    .map(KeptRow::example);
        });
    }

    /** The columns of a part that are needed beside the examples: what it is split by, and what the gate slices by. */
    private static Set<String> columns(Recipe recipe, String part) {
        Set<String> columns = new TreeSet<>();
        Map<String, HeldOut> heldOut = recipe.data().heldOut();
        boolean isJudged =
                heldOut.keySet().stream().findFirst().filter(part::equals).isPresent();
        if (part.equals(TRAIN)) {
            heldOut.values().forEach(each -> {
                if (each instanceof HeldOut.Latest latest) {
                    columns.add(latest.by());
                }
            });
            isJudged = heldOut.values().stream()
                    .findFirst()
                    .filter(each -> !(each instanceof HeldOut.Files))
                    .isPresent();
        }
        if (isJudged) {
            recipe.gate().ifPresent(gate -> gate.criteria().forEach(criterion -> {
                if (criterion instanceof EachSlice slices && slices.slicing() instanceof ByKey key) {
                    columns.add(key.key());
                }
            }));
        }
        return columns;
    }

    private static <E, T extends TrainingTask<E, T>> TaggedSource<KeptRow<E>> open(
            Recipe recipe, TaskKind<E, T> kind, DataFile file, Set<String> columns) {
        T task = kind.type().cast(recipe.task());
        List<String> parts = kind.parts().apply(task);
        List<String> unknown = new ArrayList<>(file.columns().keySet());
        unknown.removeAll(parts);
        if (!unknown.isEmpty()) {
            throw new InvalidRecipeException("The recipe gives columns for " + unknown + " in " + file.path()
                    + ", but an example of " + kind.name() + " consists of " + parts);
        }
        Function<Row, KeptRow<?>> example = row -> {
            KeptRow<E> kept = KeptRow.of(
                    kind.reader().read(task, row, part -> file.columns().getOrDefault(part, part)));
            for (String column : columns) {
                kept = kept.with(column, row.text(column));
            }
            return kept;
        };
        return new TaggedSource<>(
                file.path(),
                file.tags(),
                DataFormats.open(recipe.folder().resolve(file.path()), file.format(), example)
                        .map(row -> row.checked(kind)));
    }

    private static JsonObject described(Recipe recipe, DataFile file) {
        JsonObject json = new JsonObject();
        json.addProperty("path", file.path());
        json.addProperty("hash", verified(recipe, file).toString());
        return json;
    }

    private static ContentHash verified(Recipe recipe, DataFile data) {
        Path file = recipe.folder().resolve(data.path());
        try {
            ContentHash hash = new ContentHash(
                    MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString());
            data.hash().filter(expected -> !expected.equals(hash)).ifPresent(expected -> {
                throw new InvalidDataException(
                        "The recipe is for " + data.path() + " with the hash " + expected + ", but it has " + hash);
            });
            return hash;
        } catch (IOException e) {
            throw new InvalidDataException("Cannot read the data " + file + ": " + e, e);
        }
    }
}
