package io.adapt4j.train.loop.retrain;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.train.TrainingListener;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.Replay;
import io.adapt4j.train.loop.feedback.LabelledText;
import io.adapt4j.train.provenance.Rates;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a retraining is given. The same request gives the same adapter, also where a process before was killed in the middle of it.
 *
 * @param fresh the labelled texts that the champion does not know, without those that are held out for the gate
 * @param earlier the labelled texts before, without those that are held out
 * @param heldOut whether a text is judged on: none of these is to be learnt from, wherever it comes from
 * @param champion the adapter that serves; empty where none does
 * @param start what to begin with
 * @param replay how old examples are mixed into the new ones; empty for all of them
 * @param folder of this run alone, to keep checkpoints in
 * @param rates what time and energy cost
 * @param listener must be told of each step, for it ends a training whose budget is used up, or whose loop is closed
 */
public record RetrainingRequest(
        ExampleSource<LabelledText> fresh,
        ExampleSource<LabelledText> earlier,
        Predicate<String> heldOut,
        Optional<Adapter> champion,
        Start start,
        Optional<Replay> replay,
        Path folder,
        Rates rates,
        TrainingListener listener) {

    /**
     * The examples to learn from: fresh ones, and old ones as the replay says; all old ones where nothing is fresh, or where the champion was made
     * for another base, so that what it learnt is to be learnt anew.
     *
     * @param base that is trained on
     * @param original what there was before any feedback; those with a text that is held out are left out
     */
    public <E> ExampleSource<E> examples(
            BaseModel base, ExampleSource<E> original, Function<LabelledText, E> example, ExampleKind<E> kind) {
        boolean all = !hasFresh()
                || champion.stream().anyMatch(serving -> !serving.manifest().fits(base));
        ExampleSource<E> learnt =
                () -> original.stream().filter(each -> kind.texts(each).stream().noneMatch(heldOut));
        ExampleSource<E> now = fresh.map(example);
        ExampleSource<E> old = ExampleSource.concat(List.of(learnt, earlier.map(example)));
        return replay.filter(mixing -> !all)
                .map(mixing -> mixing.mix(now, old, kind))
                .orElseGet(() -> ExampleSource.concat(List.of(old, now)));
    }

    private boolean hasFresh() {
        try (Stream<LabelledText> labels = fresh.stream()) {
            return labels.findAny().isPresent();
        }
    }
}
