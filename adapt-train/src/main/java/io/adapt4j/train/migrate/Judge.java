package io.adapt4j.train.migrate;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.Pooling;
import io.adapt4j.task.RegressionSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.evaluate.Evaluation;
import io.adapt4j.train.gate.Agreement;
import io.adapt4j.train.gate.AgreementByAnswer;
import io.adapt4j.train.gate.ByLabel;
import io.adapt4j.train.gate.Champion;
import io.adapt4j.train.gate.Criterion;
import io.adapt4j.train.gate.EachSlice;
import io.adapt4j.train.gate.Finding;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.LatencyRatio;
import io.adapt4j.train.gate.NoWorse;
import io.adapt4j.train.gate.RetainedGain;
import io.adapt4j.train.gate.TestData;
import io.adapt4j.train.gate.Threshold;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.migrate.compare.TextBase;
import io.adapt4j.train.migrate.strategy.OldSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Judges candidates against the old system, by a {@link MigrationGate}. Close it to free its native memory. */
final class Judge implements AutoCloseable {
    private static final int LATENCY_CALLS = 40;
    /** With which it must be shown that an answer got lost. */
    private static final double ANSWERS = 0.95;

    private final MigrationGate gate;
    private final OldSystem old;
    private final TextBase newBase;
    private final List<Champion> champions = new ArrayList<>();
    private final Optional<Part> labelled;
    private final Optional<Part> traffic;
    /** Share of the labelled examples that the old system gets wrong. */
    private final double wrong;

    private final List<String> unshown;

    /** The old system on data to judge on, and what is asked on them. */
    private record Part(Champion champion, Gate gate) {}

    Judge(MigrationGate gate, OldSystem old, TextBase newBase, HeldOut data) {
        this.gate = gate;
        this.old = old;
        this.newBase = newBase;
        try {
            this.labelled =
                    data.judgedExamples().isEmpty() ? Optional.empty() : Optional.of(labelled(data.judgedExamples()));
            this.wrong =
                    labelled.map(part -> wrong(part.champion().evaluation())).orElse(0.0);
            Optional<PseudoExamples> answered = PseudoExamples.of(old, data.judgedTexts());
            this.traffic = answered.map(this::traffic);
            this.unshown = UnshownLabels.of(
                    old.spec(),
                    data.judgedExamples(),
                    answered.map(known -> known.answers().values()).orElse(List.of()));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Champion champion(List<?> examples, Map<String, ?> known) {
        TestData<?> data = new TestData<>(List.<Object>copyOf(examples), new TreeMap<>());
        Champion champion = Champion.of(old.adapter(), old.base().model(), data, known);
        champions.add(champion);
        return champion;
    }

    private static double wrong(Evaluation answered) {
        if (answered.share().isEmpty()) {
            return 0;
        }
        return IntStream.range(0, answered.size())
                        .filter(row -> !answered.right(row))
                        .count()
                / (double) answered.size();
    }

    private Part labelled(List<?> examples) {
        BaseAlone alone = new BaseAlone(old, newBase);
        Metrics before = Evaluation.of(examples, alone.onOld()).metrics();
        String metric = before.primary();
        double floor = Double.NEGATIVE_INFINITY;
        for (Pooling pooling : Pooling.values()) {
            Metrics now = Evaluation.of(examples, alone.onNew(pooling)).metrics();
            floor = Math.max(floor, now.value(metric));
        }
        List<Criterion> criteria = new ArrayList<>();
        criteria.add(new RetainedGain(metric, gate.retention(), 0, floor, before.value(metric)));
        if (old.spec() instanceof TextClassificationSpec) {
            criteria.add(NoWorse.than("accuracy", gate.accuracyMargin()));
            criteria.add(new EachSlice(new ByLabel(), gate.labelRows(), NoWorse.than("accuracy", gate.labelMargin())));
        }
        latency(criteria);
        criteria.addAll(gate.more());
        return new Part(champion(examples, Map.of()), new Gate(criteria, gate.seed()));
    }

    private Part traffic(PseudoExamples answered) {
        List<Criterion> criteria = new ArrayList<>();
        TaskSpec spec = old.spec();
        if (spec instanceof RegressionSpec) {
            criteria.add(new Threshold("r2", gate.agreement(), gate.confidence()));
        } else if (spec instanceof EmbeddingSpec) {
            criteria.add(new Threshold("spearman", gate.agreement(), gate.confidence()));
        } else {
            criteria.add(new Agreement(asked(0), 0, gate.confidence()));
        }
        if (spec instanceof TextClassificationSpec) {
            criteria.add(new AgreementByAnswer(asked(gate.labelMargin()), ANSWERS));
        }
        if (labelled.isEmpty()) {
            latency(criteria);
        }
        return new Part(champion(answered.examples(), answered.answers()), new Gate(criteria, gate.seed()));
    }

    /** An adapter that is right where the old system was wrong answers otherwise, which is not held against it. */
    private double asked(double margin) {
        return Math.max(0, gate.agreement() - wrong - margin);
    }

    private void latency(List<Criterion> criteria) {
        if (gate.latencyRatio() > 0) {
            criteria.add(new LatencyRatio(gate.latencyRatio(), LATENCY_CALLS));
        }
    }

    /** Passes that it takes to judge one candidate. */
    int passes() {
        return rows(labelled) + rows(traffic);
    }

    /** Passes that it takes to compare two candidates. */
    int passesToCompare() {
        return 2 * rows(Optional.of(first()));
    }

    /** Passes that it took to know the old system's answers, and those of both bases alone to the labelled examples. */
    int passesBefore() {
        return passes() + 2 * rows(labelled);
    }

    private static int rows(Optional<Part> part) {
        return part.map(known -> known.champion().data().examples().size()).orElse(0);
    }

    /** Whether there is anything to judge on. */
    boolean hasData() {
        return labelled.isPresent() || traffic.isPresent();
    }

    /** The labels of which no verdict shows anything. */
    List<String> unshown() {
        return unshown;
    }

    /** A candidate and what was found of it: on labelled examples first, then on unlabelled texts. */
    record Judged(Adapter adapter, Verdict verdict) {

        /** How much of what is asked first was found. */
        double score() {
            return verdict.findings().stream()
                    .filter(finding -> finding.figures().containsKey("measured"))
                    .mapToDouble(finding -> finding.figures().getOrDefault("measured", 0.0))
                    .findFirst()
                    .orElse(0);
        }
    }

    /** Judges a candidate. */
    Judged judge(Adapter candidate) {
        JsonObject written = new JsonObject();
        List<Finding> findings = new ArrayList<>();
        labelled.ifPresent(part -> judge("labelled", part, candidate, written, findings));
        traffic.ifPresent(part -> judge("traffic", part, candidate, written, findings));
        TestData<?> data = first().champion().data();
        Verdict verdict = new Verdict(
                candidate.hash(),
                newBase.model().hash(),
                Evaluation.hash(data.examples()),
                data.examples().size(),
                Optional.of(old.adapter().hash()),
                written,
                findings);
        return new Judged(candidate, verdict);
    }

    private void judge(String name, Part part, Adapter candidate, JsonObject written, List<Finding> findings) {
        Verdict verdict = part.gate().judge(candidate, newBase.model(), part.champion());
        JsonObject own = verdict.gate();
        own.addProperty("data", verdict.data().toString());
        own.addProperty("rows", verdict.rows());
        own.addProperty("championBase", old.base().model().hash().toString());
        written.add(name, own);
        findings.addAll(verdict.findings());
    }

    /**
     * Whether a candidate that learnt more than another is to be taken in its place: unless they have the same rows right, or it has fewer, by more
     * than one standard error of that difference (McNemar, "Note on the sampling error of the difference between correlated proportions or
     * percentages", 1947). Where rows are not right or wrong, if its score is higher.
     */
    boolean prefers(Judged later, Judged earlier) {
        if (first().champion().evaluation().share().isEmpty()) {
            return later.score() > earlier.score();
        }
        Evaluation now = evaluation(later.adapter());
        Evaluation before = evaluation(earlier.adapter());
        int better = 0;
        int worse = 0;
        for (int row = 0; row < now.size(); row++) {
            better += now.right(row) && !before.right(row) ? 1 : 0;
            worse += before.right(row) && !now.right(row) ? 1 : 0;
        }
        return prefers(better, worse);
    }

    /**
     * As above.
     *
     * @param better rows that the later one alone has right
     * @param worse rows that the earlier one alone has right
     */
    static boolean prefers(int better, int worse) {
        return better + worse > 0 && worse - better <= StrictMath.sqrt(better + worse);
    }

    /** The rows of the first part that there is, answered by a candidate. */
    private Evaluation evaluation(Adapter candidate) {
        List<?> examples = first().champion().data().examples();
        return Evaluation.of(candidate, newBase.model(), ExampleSource.of(examples));
    }

    private Part first() {
        return labelled.or(() -> traffic).orElseThrow();
    }

    @Override
    public void close() {
        champions.forEach(Champion::close);
    }
}
