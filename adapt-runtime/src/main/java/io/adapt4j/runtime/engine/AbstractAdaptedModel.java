package io.adapt4j.runtime.engine;

import io.adapt4j.AdaptedModel;
import io.adapt4j.Adapter;
import io.adapt4j.BoundAdapter;
import io.adapt4j.ContentHash;
import io.adapt4j.WeightedAdapter;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.method.Factors;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What all engines do alike with adapters: check them, hold them while a call uses them, account for their bytes. An engine adds
 * how an adapter is laid out and how the model runs with it; its methods are called with everything checked, the base open and the
 * adapters retained.
 *
 * @param <A> the engine's bound adapter
 * @param <M> the engine's merged form of one
 */
public abstract class AbstractAdaptedModel<A extends AbstractBoundAdapter<M>, M extends MergedForm>
        implements AdaptedModel {
    private final Class<A> adapterType;
    private final Lifecycle lifecycle;
    private final InputCheck check;
    private final AtomicLong residentBytes = new AtomicLong();
    /** Those that are merged, to be freed with the base. */
    private final Set<AbstractBoundAdapter<M>> merged = ConcurrentHashMap.newKeySet();

    protected AbstractAdaptedModel(Class<A> adapterType, Lifecycle lifecycle, InputCheck check) {
        this.adapterType = adapterType;
        this.lifecycle = lifecycle;
        this.check = check;
    }

    /** Lays an adapter out in native memory. */
    protected abstract A bind(ContentHash hash, Map<String, Factors> factors);

    /** Runs with one adapter, in its merged form if it is not null. */
    protected abstract Map<String, Tensor> runAlone(Map<String, Tensor> inputs, A adapter, @Nullable M form);

    /** Runs a batch whose rows do not all have the same adapter. */
    protected abstract Map<String, Tensor> runTogether(Map<String, Tensor> inputs, List<@Nullable A> rows);

    /** Makes the merged form of an adapter. */
    protected abstract M openMerged(A adapter);

    @Override
    public final BoundAdapter bind(Adapter adapter) {
        AdapterCheck.check(adapter, base());
        return lifecycle.whileOpen(() -> bind(adapter.hash(), AdapterFactors.of(adapter, base())));
    }

    @Override
    public final BoundAdapter bind(List<WeightedAdapter> adapters) {
        if (adapters.isEmpty()) {
            throw new InvalidAdapterException("No adapters were given to be active together");
        }
        adapters.forEach(weighted -> AdapterCheck.check(weighted.adapter(), base()));
        return lifecycle.whileOpen(() -> bind(AdapterFactors.hash(adapters), AdapterFactors.sum(adapters, base())));
    }

    @Override
    public final Map<String, Tensor> run(Map<String, Tensor> inputs, @Nullable BoundAdapter adapter) {
        if (adapter == null) {
            return base().run(inputs);
        }
        check.check(inputs);
        A bound = retained(adapter);
        try {
            return lifecycle.whileOpen(() -> runAlone(inputs, bound));
        } finally {
            bound.release();
        }
    }

    private Map<String, Tensor> runAlone(Map<String, Tensor> inputs, A bound) {
        M form = bound.retainMerged();
        try {
            return runAlone(inputs, bound, form);
        } finally {
            if (form != null) {
                form.release();
            }
        }
    }

    @Override
    public final Map<String, Tensor> runRows(Map<String, Tensor> inputs, List<? extends @Nullable BoundAdapter> rows) {
        check.checkRows(inputs, rows.size());
        BoundAdapter first = rows.get(0);
        if (rows.stream().allMatch(row -> row == first)) {
            return run(inputs, first);
        }
        List<A> retained = new ArrayList<>();
        try {
            List<@Nullable A> adapters = new ArrayList<>();
            for (BoundAdapter row : rows) {
                A adapter = row == null ? null : retained(row);
                adapters.add(adapter);
                if (adapter != null) {
                    retained.add(adapter);
                }
            }
            return lifecycle.whileOpen(() -> runTogether(inputs, adapters));
        } finally {
            retained.forEach(AbstractBoundAdapter::release);
        }
    }

    @Override
    public final long merge(BoundAdapter adapter) {
        A bound = retained(adapter);
        try {
            return lifecycle.whileOpen(() -> {
                merged.add(bound);
                return bound.merge(() -> openMerged(bound));
            });
        } finally {
            bound.release();
        }
    }

    @Override
    public final void unmerge(BoundAdapter adapter) {
        A bound = own(adapter);
        merged.remove(bound);
        bound.unmerge();
    }

    @Override
    public final long residentBytes() {
        return residentBytes.get();
    }

    private A retained(BoundAdapter adapter) {
        A bound = own(adapter);
        if (!bound.tryRetain()) {
            throw new DeploymentException(adapter + " has been closed");
        }
        return bound;
    }

    private A own(BoundAdapter adapter) {
        if (!adapterType.isInstance(adapter) || adapterType.cast(adapter).model() != this) {
            throw new IncompatibleAdapterException(adapter + " was bound to another model than " + base());
        }
        return adapterType.cast(adapter);
    }

    final void account(long bytes) {
        residentBytes.addAndGet(bytes);
    }

    final void forget(AbstractBoundAdapter<M> bound) {
        merged.remove(bound);
    }

    /** Frees the merged forms; called when the base closes and no call is under way. */
    protected final void unmergeAll() {
        merged.forEach(AbstractBoundAdapter::unmerge);
        merged.clear();
    }
}
