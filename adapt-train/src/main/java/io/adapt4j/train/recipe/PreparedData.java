package io.adapt4j.train.recipe;

import com.google.gson.JsonObject;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.erasure.RecordIndex;
import io.adapt4j.train.data.policy.Detector;
import io.adapt4j.train.data.policy.PolicyOutcome;
import io.adapt4j.train.data.quality.DataCard;
import io.adapt4j.train.data.quality.LeakageCheck;
import io.adapt4j.train.data.split.Split;
import io.adapt4j.train.gate.TestData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Examples on which a recipe's policy, splits, check for leakage and balance were carried out, in this order.
 *
 * @param train those to learn from
 * @param heldOut the other parts, by name; the first of them is the one to judge on
 * @param account what was done, and what the parts are like, for the manifest
 * @param records the index of what is learnt from, as it was before anything was redacted
 */
record PreparedData<E>(
        ExampleSource<KeptRow<E>> train,
        Map<String, ExampleSource<KeptRow<E>>> heldOut,
        JsonObject account,
        Optional<RecordIndex> records) {

    /**
     * Reads the examples several times, and keeps none.
     *
     * @param secret the key of the index of records; asked for only if there is to be one
     */
    static <E> PreparedData<E> of(
            Recipe recipe, ExampleKind<E> examples, RecipeSources<E> sources, Supplier<byte[]> secret) {
        ExampleKind<KeptRow<E>> kind = KeptRow.kind(examples);
        JsonObject account = new JsonObject();
        account.add("files", sources.files());

        Map<String, ExampleSource<KeptRow<E>>> parts = permitted(recipe, kind, sources, account);
        LeakageCheck.Checked<KeptRow<E>> checked =
                recipe.data().leakage().apply(divided(recipe, kind, parts), parts, kind);
        account.add("leakage", checked.report().toJson());

        JsonObject cards = new JsonObject();
        cards.add(RecipeSources.TRAIN, DataCard.of(checked.train(), kind).toJson());
        parts.forEach((name, part) -> cards.add(name, DataCard.of(part, kind).toJson()));
        account.add("cards", cards);

        Optional<RecordIndex> records = recipe.data()
                .index()
                .map(index -> RecordIndex.of(
                        checked.train().map(KeptRow::original), examples, identifiers(recipe, index), secret.get()));
        records.ifPresent(index -> account.add("records", index.toJson()));
        ExampleSource<KeptRow<E>> train = recipe.data()
                .balance()
                .map(balance -> Partition.balanced(balance, checked.train(), kind))
                .orElse(checked.train());
        return new PreparedData<>(train, parts, account, records);
    }

    /** The parts as the policy lets them through; that of one part is not read before the tags of all are checked. */
    private static <E> Map<String, ExampleSource<KeptRow<E>>> permitted(
            Recipe recipe, ExampleKind<KeptRow<E>> kind, RecipeSources<E> sources, JsonObject account) {
        sources.parts().values().forEach(part -> part.forEach(recipe.policy()::check));
        Map<String, ExampleSource<KeptRow<E>>> parts = new LinkedHashMap<>();
        JsonObject applied = new JsonObject();
        sources.parts().forEach((name, part) -> {
            PolicyOutcome<KeptRow<E>> outcome = recipe.policy().apply(part, kind);
            parts.put(name, outcome.source());
            applied.add(name, outcome.toJson());
        });
        account.add("policy", applied);
        return parts;
    }

    /** Takes the part to learn from out of the parts, and adds those that are split off it; returns what is left to learn from. */
    private static <E> ExampleSource<KeptRow<E>> divided(
            Recipe recipe, ExampleKind<KeptRow<E>> kind, Map<String, ExampleSource<KeptRow<E>>> parts) {
        Map<String, ExampleSource<KeptRow<E>>> given = new LinkedHashMap<>(parts);
        parts.clear();
        ExampleSource<KeptRow<E>> train = Objects.requireNonNull(given.get(RecipeSources.TRAIN));
        for (String name : List.of(RecipeData.TEST, RecipeData.EVALUATION)) {
            HeldOut heldOut = recipe.data().heldOut().get(name);
            ExampleSource<KeptRow<E>> own = given.get(name);
            if (own != null) {
                parts.put(name, own);
            } else if (heldOut != null && !(heldOut instanceof HeldOut.Files)) {
                Split<KeptRow<E>> split = Partition.split(heldOut, train, kind);
                parts.put(name, split.heldOut());
                train = split.train();
            }
        }
        return train;
    }

    private static List<Detector> identifiers(Recipe recipe, IndexedRecords index) {
        return index.identifiers().isEmpty() ? recipe.policy().redaction().detectors() : index.identifiers();
    }

    /** The examples of a part, without what was kept beside them. */
    static <E> ExampleSource<E> examples(ExampleSource<KeptRow<E>> rows) {
        return rows.map(KeptRow::example);
    }

    /** What there is to judge on, with the columns that were kept as keys; empty if nothing is held out. */
    Optional<TestData<E>> testData() {
        return heldOut.values().stream().findFirst().map(source -> {
            List<E> examples = new ArrayList<>();
            SortedMap<String, List<String>> keys = new TreeMap<>();
            source.read().forEach(row -> {
                examples.add(row.example());
                row.columns().forEach((column, text) -> keys.computeIfAbsent(column, any -> new ArrayList<>())
                        .add(text));
            });
            return new TestData<>(examples, keys);
        });
    }
}
