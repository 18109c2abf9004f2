package io.adapt4j.train.gate;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.evaluate.Evaluation;
import java.util.List;
import java.util.Optional;

/**
 * What an adapter must show before it is used: criteria, all of which must hold. The same adapter, base, data and gate give the
 * same verdict, byte for byte, unless a {@link Latency} is asked for.
 *
 * <pre>{@code
 * Gate gate = Gate.of(new Threshold("accuracy", 0.9, 0.95), NoWorse.than("macroF1", 0.01), Calibration.of(0.05));
 * Verdict verdict = gate.judge(candidate, base, TestData.of(heldOut), Optional.of(champion));
 * verdict.addTo(candidate).save(directory);
 * }</pre>
 *
 * @param criteria at least one
 * @param seed of the bootstrap's draws
 */
public record Gate(List<Criterion> criteria, long seed) {

    public Gate {
        criteria = List.copyOf(criteria);
        Checks.require(!criteria.isEmpty(), "a gate has at least one criterion", criteria);
        for (Criterion criterion : criteria) {
            Checks.require(criterion instanceof Record, "criteria are records", criterion.getClass());
        }
    }

    /** A gate of these criteria. */
    public static Gate of(Criterion... criteria) {
        return new Gate(List.of(criteria), 42);
    }

    public Gate withSeed(long newSeed) {
        return new Gate(criteria, newSeed);
    }

    /** As {@link #judge(Adapter, BaseModel, TestData, Optional)}, without an adapter to compare with. */
    public <E> Verdict judge(Adapter adapter, BaseModel base, ExampleSource<E> examples) {
        return judge(adapter, base, TestData.of(examples), Optional.empty());
    }

    /**
     * Judges an adapter.
     *
     * @param champion the adapter that it would replace; criteria that compare with it are not applicable without one
     * @throws io.adapt4j.error.InvalidDataException when there are no examples, they do not fit the adapter's task, or a
     *     criterion asks for what they do not have
     * @throws io.adapt4j.error.IncompatibleAdapterException when an adapter does not fit the base, or states no task
     */
    public Verdict judge(Adapter adapter, BaseModel base, TestData<?> data, Optional<Adapter> champion) {
        return judge(adapter, base, data, champion, base);
    }

    /** As {@link #judge(Adapter, BaseModel, TestData, Optional)}, against an adapter that runs on another base. */
    public Verdict judge(
            Adapter adapter, BaseModel base, TestData<?> data, Optional<Adapter> champion, BaseModel championBase) {
        if (champion.isEmpty()) {
            return verdict(adapter, base, data, Optional.empty());
        }
        try (Champion against = Champion.of(champion.get(), championBase, data)) {
            return judge(adapter, base, against);
        }
    }

    /** As {@link #judge(Adapter, BaseModel, TestData, Optional)}, on the data that a champion has answered already. */
    public Verdict judge(Adapter adapter, BaseModel base, Champion champion) {
        return verdict(adapter, base, champion.data(), Optional.of(champion));
    }

    private Verdict verdict(Adapter adapter, BaseModel base, TestData<?> data, Optional<Champion> champion) {
        List<Finding> findings =
                Trial.hold(adapter, base, data, champion.map(Champion::contender), seed, trial -> criteria.stream()
                        .map(criterion -> criterion.judge(trial))
                        .toList());
        return new Verdict(
                adapter.hash(),
                base.hash(),
                Evaluation.hash(data.examples()),
                data.examples().size(),
                champion.map(against -> against.adapter().hash()),
                toJson(),
                findings);
    }

    /** The gate written down: {@code seed}, and {@code criteria} with the {@code kind} of each and its components. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("seed", seed);
        JsonArray array = new JsonArray();
        criteria.forEach(criterion -> array.add(RecordJson.write((Record) criterion)));
        json.add("criteria", array);
        return json;
    }
}
