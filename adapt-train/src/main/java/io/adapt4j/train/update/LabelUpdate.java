package io.adapt4j.train.update;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.Head;
import io.adapt4j.Manifest;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.MultiLabelClassification;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.task.TokenClassification;
import io.adapt4j.train.task.TrainingTask;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes an adapter that knows other labels. What the head says of labels that stay or get another name is what it said before, bit for
 * bit; the deltas stay as they are. Training goes on from the new adapter with {@link io.adapt4j.train.Trainer#from} and
 * {@link #task}. Deterministic.
 *
 * <p>The output of labels that are merged cannot be exact in a linear head. The output of the merged label is
 * {@code sum w_i z_i + H(w)}, where {@code z_i} are the outputs of its parts, {@code w_i} their weights, which add up to 1, and
 * {@code H(w) = -sum w_i log w_i}. By Gibbs' inequality that is at most {@code log sum exp(z_i)}, and less by
 * {@code KL(w || softmax(z))}: so the odds of the merged label against any other are at most the sum of the odds of its parts, and at
 * least their weighted geometric mean. Multi-label: at most the probability of any of the parts if they are independent. A cosine head, which has no
 * bias, compares with the mean direction of the parts instead: the output is {@code sum w_i z_i / |sum w_i u_i|}, where {@code u_i} are the
 * parts' directions.
 */
public final class LabelUpdate {
    /** The name of the list of changes in {@link Manifest#training}, first to last. */
    public static final String CHANGES = "labelChanges";

    private LabelUpdate() {}

    /**
     * Changes the labels of an adapter. A new label's output is the mean of the outputs of all old ones, so that it is not answered
     * before it is trained, as long as the old ones differ. Of a kind of entities the rows of its tags are treated alike, each with
     * those of the same tag.
     *
     * @return without the documents of the adapter, such as a gate's verdict, which are not about it
     * @throws InvalidDataException when the change does not fit the adapter's labels; lists all that is wrong
     * @throws UnsupportedFeatureException when its task has no labels
     * @throws IncompatibleAdapterException when it has no task or no head
     */
    public static Adapter apply(Adapter adapter, LabelChange change) {
        return updated(adapter, change, Optional.empty(), Optional.empty());
    }

    /**
     * As {@link #apply(Adapter, LabelChange)}, with new labels started from examples, so that they are answered before the head is
     * trained: at their centroids in a cosine head, otherwise as a regression on the adapter's vectors that leaves the old rows alone.
     *
     * @param examples with labels as they are after the change: of each new one, and of the old ones that it is to be told from
     * @throws InvalidDataException when a new label has no example, or an example has an unknown one, too
     * @throws UnsupportedFeatureException when its task is token classification, too
     * @throws IncompatibleAdapterException when the base is not the adapter's, too
     */
    public static <E> Adapter apply(Adapter adapter, LabelChange change, BaseModel base, ExampleSource<E> examples) {
        TaskSpec task = task(adapter);
        LabelLayout layout = LabelLayout.of(task);
        List<String> labels =
                LabelPlan.of(change, layout.labels(), layout.least()).labels();
        LabelledVectors vectors = LabelledVectors.of(adapter, task, labels, base, examples);
        return updated(adapter, change, Optional.of(vectors), Optional.of(hash(examples)));
    }

    private static <E> ContentHash hash(ExampleSource<E> examples) {
        try (Stream<E> all = examples.stream()) {
            ExampleKind<E> kind = ExampleKinds.of(all.findFirst().orElseThrow());
            return kind.hash(examples);
        }
    }

    private static Adapter updated(
            Adapter adapter, LabelChange change, Optional<LabelledVectors> vectors, Optional<ContentHash> examples) {
        LabelLayout layout = LabelLayout.of(task(adapter));
        LabelPlan plan = LabelPlan.of(change, layout.labels(), layout.least());
        Head old = adapter.head()
                .orElseThrow(
                        () -> new IncompatibleAdapterException(adapter + " has no head, whose labels could change"));
        Head head = new HeadChange(layout, old, vectors).of(plan);
        Manifest manifest = adapter.manifest();
        JsonObject training = manifest.training();
        JsonArray changes = changes(adapter).orElseGet(JsonArray::new);
        JsonObject entry = new JsonObject();
        entry.addProperty("parent", adapter.hash().toString());
        entry.add("change", change.toJson());
        examples.ifPresent(hash -> entry.addProperty("examples", hash.toString()));
        changes.add(entry);
        training.add(CHANGES, changes);
        return new Adapter(
                adapter.method(),
                adapter.deltas(),
                Optional.of(head),
                adapter.tokenizer(),
                new Manifest(
                        manifest.base(),
                        manifest.baseWeights(),
                        Optional.of(layout.relabelled().apply(plan.labels())),
                        manifest.tokenizer(),
                        training));
    }

    /** The changes that the labels of an adapter have gone through, and those that it was trained from. */
    public static Optional<JsonArray> changes(Adapter adapter) {
        return adapter.manifest().training().get(CHANGES) instanceof JsonArray changes
                ? Optional.of(changes)
                : Optional.empty();
    }

    /**
     * A task with the labels of an adapter, in the order of its head, to go on training it.
     *
     * @param task what it was trained with
     * @throws UnsupportedFeatureException when a task has no labels
     */
    @SuppressWarnings("unchecked") // a task of the same class
    public static <E, T extends TrainingTask<E, T>> T task(T task, Adapter adapter) {
        List<String> labels = LabelLayout.of(task(adapter)).labels();
        if (task instanceof TextClassification one) {
            return (T) new TextClassification(
                    labels,
                    one.input(),
                    one.headDropout(),
                    one.labelSmoothing(),
                    one.head(),
                    one.loss(),
                    one.classWeights());
        }
        if (task instanceof MultiLabelClassification many) {
            return (T) new MultiLabelClassification(labels, many.input(), many.threshold(), many.headDropout());
        }
        if (task instanceof TokenClassification tokens) {
            return (T) new TokenClassification(labels, tokens.input(), tokens.headDropout());
        }
        throw new UnsupportedFeatureException(
                "A task of the class " + task.getClass().getSimpleName() + " has no labels that could be set");
    }

    private static TaskSpec task(Adapter adapter) {
        return adapter.manifest()
                .task()
                .orElseThrow(() -> new IncompatibleAdapterException(
                        adapter + " states no task in its manifest, whose labels could change"));
    }
}
