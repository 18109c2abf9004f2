package io.adapt4j.train.recipe;

import io.adapt4j.ContentHash;
import io.adapt4j.train.data.policy.DataTags;
import io.adapt4j.train.data.policy.Detector;
import io.adapt4j.train.data.quality.LeakageCheck;
import io.adapt4j.train.data.quality.LeakageCheck.OnLeak;
import io.adapt4j.train.recipe.document.Either;
import io.adapt4j.train.recipe.document.Field;
import io.adapt4j.train.recipe.document.Many;
import io.adapt4j.train.recipe.document.Node;
import io.adapt4j.train.recipe.document.ObjectShape;
import io.adapt4j.train.recipe.document.Range;
import io.adapt4j.train.recipe.document.Scalars;
import io.adapt4j.train.recipe.document.Shape;
import io.adapt4j.train.recipe.document.Variants;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** The section of a recipe that says what the examples are. */
final class DataShapes {
    static final Shape<ContentHash> HASH = Scalars.mapped(
            Scalars.text("sha256: and 64 hexadecimal digits", "sha256:[0-9a-f]{64}"),
            ContentHash::parse,
            ContentHash::toString);

    private static final Field<String> PATH =
            Field.required("path", Scalars.text(), "The file, relative to the recipe");
    private static final Field<String> FORMAT =
            Field.of("format", Scalars.choice(DataFormats.names()), "csv", "The format of the file");
    private static final Field<SortedMap<String, String>> COLUMNS = Field.of(
            "columns",
            Many.map(Scalars.text()),
            new TreeMap<>(),
            "The column of each part of an example, where not its name");
    private static final Field<ContentHash> FILE_HASH =
            Field.optional("hash", HASH, "The SHA-256 of the file; other bytes are refused");
    private static final Field<DataTags> TAGS =
            Field.of("tags", PolicyShapes.TAGS, DataTags.none(), "What is known about the data, for the policy");
    private static final Shape<List<DataFile>> FILES = Either.oneOrMore(ObjectShape.<DataFile>of("A file with examples")
            .with(PATH, DataFile::path)
            .with(FORMAT, DataFile::format)
            .with(COLUMNS, DataFile::columns)
            .find(FILE_HASH, DataFile::hash)
            .with(TAGS, DataFile::tags)
            .make(values -> new DataFile(
                    values.get(PATH),
                    values.get(FORMAT),
                    values.get(COLUMNS),
                    values.find(FILE_HASH),
                    values.get(TAGS))));

    private static final Field<Double> SHARE = Field.required(
            "share", Scalars.number(new Range(0, false, 1, false)), "The share of the examples that is held out");
    private static final Field<Long> SEED =
            Field.of("seed", Scalars.whole(Long.MIN_VALUE, Long.MAX_VALUE), 42L, "The seed of this choice alone");
    private static final Field<String> BY = Field.required(
            "by", Scalars.text(), "The column that examples are ordered by: numbers, or texts such as ISO 8601 times");
    private static final String SPLIT = "split";
    private static final Shape<HeldOut> PARTS = new Variants<HeldOut>(
            SPLIT,
            List.of(
                    new Variants.Variant<>(
                            "random",
                            HeldOut.Random.class,
                            ObjectShape.<HeldOut.Random>of("A share of the examples to learn from, at random")
                                    .with(SHARE, HeldOut.Random::share)
                                    .with(SEED, HeldOut.Random::seed)
                                    .make(values -> new HeldOut.Random(values.get(SHARE), values.get(SEED)))),
                    new Variants.Variant<>(
                            "stratified",
                            HeldOut.Stratified.class,
                            ObjectShape.<HeldOut.Stratified>of("A share of the examples of each label")
                                    .with(SHARE, HeldOut.Stratified::share)
                                    .with(SEED, HeldOut.Stratified::seed)
                                    .make(values -> new HeldOut.Stratified(values.get(SHARE), values.get(SEED)))),
                    new Variants.Variant<>(
                            "latest",
                            HeldOut.Latest.class,
                            ObjectShape.<HeldOut.Latest>of("The latest of the examples to learn from")
                                    .with(SHARE, HeldOut.Latest::share)
                                    .with(BY, HeldOut.Latest::by)
                                    .make(values -> new HeldOut.Latest(values.get(SHARE), values.get(BY))))));
    private static final Shape<HeldOut> HELD_OUT = new Either<>(
            node -> node instanceof Node.Fields object && object.fields().containsKey(SPLIT),
            PARTS,
            Scalars.mapped(FILES, HeldOut.Files::new, heldOut -> ((HeldOut.Files) heldOut).files()),
            heldOut -> !(heldOut instanceof HeldOut.Files));

    private static final Field<OnLeak> ON_LEAK = Field.of(
            "onLeak", Scalars.choice(Scalars.words(OnLeak.class)), OnLeak.WARN, "What is done about duplicates");
    private static final Field<Double> NEAR_DUPLICATES = Field.optional(
            "nearDuplicates",
            Scalars.number(new Range(0, false, 1, true)),
            "The similarity from which on texts count as near duplicates, such as 0.8; none are looked for if left out");
    private static final ObjectShape<LeakageCheck> LEAKAGE_SHAPE = ObjectShape.<LeakageCheck>of(
                    "How examples are looked for that are there more than once")
            .with(ON_LEAK, LeakageCheck::onLeak)
            .find(
                    NEAR_DUPLICATES,
                    check -> check.nearDuplicates().isPresent()
                            ? Optional.of(check.nearDuplicates().getAsDouble())
                            : Optional.empty())
            .make(values -> new LeakageCheck(
                    values.get(ON_LEAK),
                    values.find(NEAR_DUPLICATES).map(OptionalDouble::of).orElse(OptionalDouble.empty())));

    private static final Field<Integer> EXAMPLES =
            Field.required("examples", Scalars.integer(1, Integer.MAX_VALUE), "Examples of each label");
    private static final Shape<Balance> BALANCE_SHAPE = new Variants<Balance>(List.of(
            new Variants.Variant<>(
                    "oversample",
                    Balance.Oversample.class,
                    ObjectShape.<Balance.Oversample>of(
                                    "Examples are repeated until every label has as many as the most frequent one")
                            .with(SEED, Balance.Oversample::seed)
                            .make(values -> new Balance.Oversample(values.get(SEED)))),
            new Variants.Variant<>(
                    "per-label",
                    Balance.PerLabel.class,
                    ObjectShape.<Balance.PerLabel>of("As many examples of each label")
                            .with(EXAMPLES, Balance.PerLabel::examples)
                            .with(SEED, Balance.PerLabel::seed)
                            .make(values -> new Balance.PerLabel(values.get(EXAMPLES), values.get(SEED))))));

    private static final Field<String> SECRET_VARIABLE = Field.optional(
            "secretVariable", Scalars.text(), "The environment variable with the key that is needed to ask");
    private static final Field<List<Detector>> IDENTIFIERS = Field.optional(
            "identifiers",
            PolicyShapes.DETECTOR_LIST,
            "What these find can be asked for by itself; what the policy redacts, if left out");
    private static final ObjectShape<IndexedRecords> INDEX_SHAPE = ObjectShape.<IndexedRecords>of(
                    "An index of the records that were learnt from, kept beside the adapter")
            .find(SECRET_VARIABLE, IndexedRecords::secretVariable)
            .find(IDENTIFIERS, index -> Optional.of(index.identifiers()).filter(list -> !list.isEmpty()))
            .make(values -> new IndexedRecords(
                    values.find(SECRET_VARIABLE), values.find(IDENTIFIERS).orElse(List.of())));

    private static final Field<List<DataFile>> TRAIN =
            Field.required("train", FILES, "The examples to learn from: a file, or a list of files");
    private static final Field<HeldOut> EVALUATION = Field.optional(
            RecipeData.EVALUATION,
            HELD_OUT,
            "The examples to evaluate on after each epoch: files, or a split of train");
    private static final Field<HeldOut> TEST = Field.optional(
            RecipeData.TEST, HELD_OUT, "The examples that the gate judges on: files, or a split of train");
    private static final Field<LeakageCheck> LEAKAGE = Field.of(
            "leakage", LEAKAGE_SHAPE, LeakageCheck.on(OnLeak.WARN), "How examples are looked for that are there twice");
    private static final Field<Balance> BALANCE = Field.optional(
            "balance", BALANCE_SHAPE, "How often examples of each label are learnt from; as they are if left out");
    private static final Field<IndexedRecords> INDEX =
            Field.optional("index", INDEX_SHAPE, "An index of the records, to find who has to forget one");

    static final ObjectShape<RecipeData> DATA = ObjectShape.<RecipeData>of("The examples")
            .with(TRAIN, RecipeData::train)
            .find(EVALUATION, RecipeData::evaluation)
            .find(TEST, RecipeData::test)
            .with(LEAKAGE, RecipeData::leakage)
            .find(BALANCE, RecipeData::balance)
            .find(INDEX, RecipeData::index)
            .make(values -> new RecipeData(
                    values.get(TRAIN),
                    values.find(EVALUATION),
                    values.find(TEST),
                    values.get(LEAKAGE),
                    values.find(BALANCE),
                    values.find(INDEX)));

    private DataShapes() {}
}
