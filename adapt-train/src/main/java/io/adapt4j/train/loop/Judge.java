package io.adapt4j.train.loop;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.loop.feedback.LabelledText;
import java.util.Optional;
import java.util.function.Function;

/** Decides whether a candidate may be released. */
@FunctionalInterface
public interface Judge {

    /**
     * What there is to judge.
     *
     * @param champion the adapter that would be replaced
     * @param fresh the labelled texts held out of those that the champion does not know
     * @param earlier the labelled texts held out before
     */
    record Case(
            Adapter candidate,
            Optional<Adapter> champion,
            ExampleSource<LabelledText> fresh,
            ExampleSource<LabelledText> earlier) {}

    /**
     * Judges a candidate.
     *
     * @throws io.adapt4j.error.AdaptException when it cannot be judged, such as without any data; ends the run with this message
     */
    Verdict judge(Case given);

    /**
     * Judges by a gate, on all labelled texts that are held out. A champion that was made for another base is not compared with.
     *
     * @param example makes an example of a labelled text, such as {@link LabelledText#toExample}
     */
    static <E> GateJudge<E> by(Gate gate, BaseModel base, Function<LabelledText, E> example) {
        return new GateJudge<>(gate, base, example);
    }
}
