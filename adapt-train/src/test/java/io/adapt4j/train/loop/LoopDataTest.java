package io.adapt4j.train.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.TestData;
import io.adapt4j.train.gate.Threshold;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.loop.LoopRun.Outcome;
import io.adapt4j.train.loop.feedback.LabelledText;
import io.adapt4j.train.loop.retrain.Retrained;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a run learns from and what it is judged on. */
class LoopDataTest extends LoopFixture {
    private static final Gate LENIENT = Gate.of(new Threshold("accuracy", 0.1, 0.5));

    @Test
    void step_flippedLabels_areStoppedByTheGate() {
        List<Example> flipped = Post.old().stream()
                .map(example -> new Example(example.text(), example.label().equals("spam") ? "ham" : "spam"))
                .toList();
        Post.report(labels, flipped, "flipped-");
        Judge trusted = Post.judge(base);
        AdaptationLoop loop = loop(training(LoopPolicy.defaults().withHeldOut(0))
                .judge(given -> trusted.judge(new Judge.Case(
                        given.candidate(),
                        given.champion(),
                        () -> Post.old().stream().map(example -> Post.label("trusted", example)),
                        given.earlier()))));
        loop.events().post(manual("somebody's labels"));

        loop.settle();

        assertThat(end(loop)).startsWith("STOPPED: the candidate did not pass its gate: FAILED: accuracy");
        LoopRun run = loop.status().last().orElseThrow();
        assertThat(run.judged().orElseThrow().passed()).isFalse();
        assertThat(alias().required()).isEqualTo(champion);
        Adapter candidate = registry.load(run.candidate().orElseThrow());
        assertThat(registry.attachments(run.candidate().get())).containsKey("verdict-1.json");
        assertThat(Verdict.of(candidate)).isEmpty();
        assertThat(onRecord()).contains("evaluate did not pass its gate");
    }

    @Test
    void step_labelThatTheChampionDoesNotKnow_growsItsHead() {
        List<Example> both = new ArrayList<>(Post.old());
        for (int i = 0; i < 20; i++) {
            both.add(new Example(Post.TRAVEL.get(i % 4) + " " + "abcde".charAt(i / 4), "travel"));
        }
        Post.report(labels, both, "grown-");
        List<String> judgedOn = new ArrayList<>();
        AdaptationLoop loop = loop(training(LoopPolicy.defaults()).judge(noting(judgedOn)));
        loop.events().post(manual("a new label"));

        loop.settle();

        assertThat(end(loop)).startsWith("PROMOTED");
        assertThat(judgedOn).contains("travel");
        Adapter promoted = registry.load(alias().required());
        assertThat(promoted.manifest().task().orElseThrow().outputs()).hasValue(3);
    }

    /** Judges, and notes what was right for the texts that it judges on. */
    private Judge noting(List<String> truths) {
        Judge judge = Post.judge(base);
        return given -> {
            given.fresh().read().forEach(label -> truths.add(label.truth()));
            return judge.judge(given);
        };
    }

    @Test
    void step_feedbackOfOneLabelAlone_isGoneOnWith() {
        Post.report(
                labels,
                Post.later().stream()
                        .filter(example -> example.label().equals("spam"))
                        .toList(),
                "spam-");
        ExampleSource<Example> later = ExampleSource.of(Post.later());
        AdaptationLoop loop = loop(training(LoopPolicy.defaults())
                .retraining(Post.retraining(base).withOriginal(ExampleSource.of(List.of())))
                .judge(given -> LENIENT.judge(given.candidate(), base, TestData.of(later), given.champion())));
        loop.events().post(manual("spam alone"));

        loop.settle();

        assertThat(end(loop)).startsWith("PROMOTED");
    }

    @Test
    void step_originalTextThatIsHeldOut_isNotLearntFrom() {
        Post.report(labels, Post.old(), "again-");
        List<String> learnt = new ArrayList<>();
        List<String> judgedOn = new ArrayList<>();
        Judge judge = Post.judge(base);
        AdaptationLoop loop = loop(builder(LoopPolicy.defaults().withoutReplay())
                .retraining(request -> {
                    ExampleSource<Example> examples = request.examples(
                            base, ExampleSource.of(Post.old()), LabelledText::toExample, ExampleKinds.LABELLED);
                    learnt.addAll(examples.map(Example::text).read());
                    return new Retrained(second, Optional.empty());
                })
                .judge(given -> {
                    judgedOn.addAll(given.fresh().map(LabelledText::text).read());
                    return judge.judge(given);
                }));
        loop.events().post(manual("the same texts again"));

        loop.settle();

        assertThat(judgedOn).isNotEmpty();
        assertThat(learnt).hasSize(2 * (Post.old().size() - judgedOn.size())).doesNotContainAnyElementsOf(judgedOn);
    }

    @Test
    void step_mistypedLabelThatIsHeldOut_stopsNoRun() {
        Post.report(labels, Post.later(), "later-");
        labels.append(Post.label("mistyped", new Example("lunch at noon", "hma")));
        List<String> judgedOn = new ArrayList<>();
        AdaptationLoop loop =
                loop(builder(LoopPolicy.defaults().withHeldOut(0.99)).judge(noting(judgedOn)));
        loop.events().post(manual("somebody mistyped a label"));

        loop.settle();

        assertThat(end(loop)).startsWith("PROMOTED");
        assertThat(judgedOn).contains("hma");
    }

    @Test
    void step_secondRun_learnsOnlyWhatTheChampionDoesNotKnow() {
        Iterator<Adapter> candidates = List.of(
                        second,
                        first.withDocument("odd", new JsonObject()),
                        first.withDocument("even", new JsonObject()))
                .iterator();
        ExampleSource<Example> later = ExampleSource.of(Post.later());
        List<Long> fresh = new ArrayList<>();
        List<Long> earlier = new ArrayList<>();
        AdaptationLoop loop = loop(builder(LoopPolicy.defaults().withHeldOut(0))
                .retraining(request -> {
                    fresh.add((long) request.fresh().read().size());
                    earlier.add((long) request.earlier().read().size());
                    return new Retrained(candidates.next(), Optional.empty());
                })
                .judge(given -> LENIENT.judge(given.candidate(), base, TestData.of(later), given.champion())));
        Post.report(labels, Post.later(), "a-");
        loop.events().post(manual("first"));
        loop.settle();
        Post.report(labels, Post.later().subList(0, 10), "b-");
        loop.events().post(manual("second"));
        loop.settle();
        registry.rollBack(alias(), change("complaints"));
        Post.report(labels, Post.later().subList(0, 2), "c-");
        loop.events().post(manual("third, from the first candidate again"));
        loop.settle();

        assertThat(loop.status().history())
                .extracting(run -> run.end().orElseThrow().outcome())
                .containsExactly(Outcome.PROMOTED, Outcome.PROMOTED, Outcome.PROMOTED);
        assertThat(fresh).containsExactly(40L, 10L, 12L);
        assertThat(earlier).containsExactly(0L, 40L, 40L);
    }
}
