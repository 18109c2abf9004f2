package io.adapt4j.train.loop;

import io.adapt4j.BaseModel;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.TestData;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.loop.feedback.LabelledText;
import java.util.List;
import java.util.function.Function;

/**
 * Judges by a {@link Gate}. Candidate and champion are wrong about labels that they do not know, be they new or mistyped. Immutable; setters
 * return a changed copy.
 */
public final class GateJudge<E> implements Judge {
    private final Gate gate;
    private final BaseModel base;
    private final Function<LabelledText, E> example;
    private final ExampleSource<E> fixed;
    private final boolean earlier;

    GateJudge(Gate gate, BaseModel base, Function<LabelledText, E> example) {
        this(gate, base, example, ExampleSource.of(List.of()), true);
    }

    private GateJudge(
            Gate gate, BaseModel base, Function<LabelledText, E> example, ExampleSource<E> fixed, boolean earlier) {
        this.gate = gate;
        this.base = base;
        this.example = example;
        this.fixed = fixed;
        this.earlier = earlier;
    }

    /** Judges on these examples too; they must not be trained on. */
    public GateJudge<E> withFixed(ExampleSource<E> examples) {
        return new GateJudge<>(gate, base, example, examples, earlier);
    }

    /** Leaves out what was held out of labels that the champion knows. */
    public GateJudge<E> onFreshLabels() {
        return new GateJudge<>(gate, base, example, fixed, false);
    }

    @Override
    public Verdict judge(Case given) {
        ExampleSource<E> fresh = given.fresh().map(example);
        ExampleSource<E> before = earlier ? given.earlier().map(example) : ExampleSource.of(List.of());
        return gate.judge(
                given.candidate(),
                base,
                TestData.of(ExampleSource.concat(List.of(fixed, before, fresh))).withAnyLabels(),
                given.champion().filter(champion -> champion.manifest().fits(base)));
    }
}
