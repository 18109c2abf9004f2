package io.adapt4j.train.recipe;

import io.adapt4j.error.InvalidRecipeException;
import io.adapt4j.train.data.quality.LeakageCheck;
import io.adapt4j.train.data.quality.LeakageCheck.OnLeak;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The examples of a recipe.
 *
 * @param train those to learn from, one file after the other
 * @param evaluation those to evaluate on after each epoch
 * @param test those that the gate judges on; those to evaluate on, if empty
 * @param leakage how examples are looked for that are there more than once
 * @param balance how often those of each label are learnt from; empty for as often as they are there
 * @param index whether there is to be an index of the records that were learnt from
 */
public record RecipeData(
        List<DataFile> train,
        Optional<HeldOut> evaluation,
        Optional<HeldOut> test,
        LeakageCheck leakage,
        Optional<Balance> balance,
        Optional<IndexedRecords> index) {

    /** The names of the parts. */
    static final String EVALUATION = "evaluation";

    static final String TEST = "test";

    public RecipeData {
        train = List.copyOf(train);
        if (train.isEmpty()) {
            throw new InvalidRecipeException("The data to learn from are in at least one file");
        }
    }

    /** Examples to learn from, and none to evaluate on. */
    public static RecipeData of(DataFile... train) {
        return new RecipeData(
                List.of(train),
                Optional.empty(),
                Optional.empty(),
                LeakageCheck.on(OnLeak.WARN),
                Optional.empty(),
                Optional.empty());
    }

    public RecipeData withEvaluation(DataFile file) {
        return withEvaluation(HeldOut.file(file));
    }

    public RecipeData withEvaluation(HeldOut newEvaluation) {
        return new RecipeData(train, Optional.of(newEvaluation), test, leakage, balance, index);
    }

    public RecipeData withTest(HeldOut newTest) {
        return new RecipeData(train, evaluation, Optional.of(newTest), leakage, balance, index);
    }

    public RecipeData withLeakage(LeakageCheck newLeakage) {
        return new RecipeData(train, evaluation, test, newLeakage, balance, index);
    }

    public RecipeData withBalance(Balance newBalance) {
        return new RecipeData(train, evaluation, test, leakage, Optional.of(newBalance), index);
    }

    public RecipeData withIndex(IndexedRecords newIndex) {
        return new RecipeData(train, evaluation, test, leakage, balance, Optional.of(newIndex));
    }

    /** The parts that are held out, by name; the test part is taken first, so that it is the latest one. */
    Map<String, HeldOut> heldOut() {
        Map<String, HeldOut> parts = new LinkedHashMap<>();
        test.ifPresent(part -> parts.put(TEST, part));
        evaluation.ifPresent(part -> parts.put(EVALUATION, part));
        return parts;
    }
}
