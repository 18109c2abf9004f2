package io.adapt4j.train.gate;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.train.evaluate.Answerer;
import io.adapt4j.train.evaluate.Answers;
import io.adapt4j.train.evaluate.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What a criterion judges: an adapter with its answers to the test data, and maybe another one, the champion, with its own.
 * Criteria look at some of the rows, all of them or those of a slice.
 */
@SuppressWarnings("ArrayRecordComponent")
public record Trial(Contender candidate, Optional<Contender> champion, TestData<?> data, int[] rows, long seed) {

    /** An adapter with its answers. */
    public record Contender(Adapter adapter, Answerer answerer, Evaluation evaluation) {

        static Contender of(Adapter adapter, Answerer answerer, TestData<?> data) {
            return of(adapter, answerer, data, answerer);
        }

        /** @param answers what it answers to the data */
        static Contender of(Adapter adapter, Answerer answerer, TestData<?> data, Answers answers) {
            Evaluation evaluation = data.anyLabels()
                    ? Evaluation.ofAnyLabels(data.examples(), answers)
                    : Evaluation.of(data.examples(), answers);
            return new Contender(adapter, answerer, evaluation);
        }

        /** The answers to other texts, as the adapter would give them in service. */
        public List<?> answers(List<String> texts) {
            return answerer.answers(texts);
        }
    }

    /** Lets an adapter answer the test data, and judges it, beside its champion where there is one. */
    static <T> T hold(
            Adapter adapter,
            BaseModel base,
            TestData<?> data,
            Optional<Contender> champion,
            long seed,
            Function<Trial, T> judge) {
        try (Answerer own = new Answerer(base, adapter)) {
            int[] rows = IntStream.range(0, data.examples().size()).toArray();
            return judge.apply(new Trial(Contender.of(adapter, own, data), champion, data, rows, seed));
        }
    }

    /** The same about fewer rows. */
    public Trial on(int[] fewer) {
        return new Trial(candidate, champion, data, fewer, seed);
    }

    /** The slices that a slicing makes of these rows, by name. */
    SortedMap<String, int[]> slices(Slicing slicing) {
        SortedMap<String, List<Integer>> slices = new TreeMap<>();
        for (int row : rows) {
            slicing.slice(this, row).ifPresent(name -> slices.computeIfAbsent(name, any -> new ArrayList<>())
                    .add(row));
        }
        SortedMap<String, int[]> arrays = new TreeMap<>();
        slices.forEach((name, members) ->
                arrays.put(name, members.stream().mapToInt(Integer::intValue).toArray()));
        return arrays;
    }
}
