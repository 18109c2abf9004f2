package io.adapt4j.runtime.onnx;

import io.adapt4j.runtime.onnx.edit.AdapterInjection;
import io.adapt4j.runtime.onnx.edit.Hook;
import io.adapt4j.runtime.onnx.edit.OnnxTarget;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.runtime.onnx.ort.GraphSession;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one base that take adapters. What an adapter leaves alone should cost it nothing, so the first few sets
 * of hooks get a session each, which all adapters of that set share. Later sets are served by a session that has more hooks
 * than they need, in the last resort all of them: the number of sessions does not grow with the number of adapters.
 */
final class AdaptedSessions {
    /** Sets of hooks that get a session of their own. */
    private static final int EXACT = 4;

    private final OnnxBaseModel base;
    private final List<AdaptedSession> sessions = new CopyOnWriteArrayList<>();
    private @Nullable List<ValueInfo> hints;

    AdaptedSessions(OnnxBaseModel base) {
        this.base = base;
    }

    /** The session to run an adapter with these hooks in. */
    AdaptedSession exactly(SortedSet<Hook> hooks) {
        Optional<AdaptedSession> open = sessions.stream()
                .filter(session -> session.hooks().equals(hooks))
                .findFirst();
        return open.orElseGet(() -> sessions.size() < EXACT ? open(hooks) : covering(hooks));
    }

    /** The session with the fewest hooks among those that have these. */
    AdaptedSession covering(SortedSet<Hook> hooks) {
        return smallest(hooks).orElseGet(() -> open(hooks));
    }

    private Optional<AdaptedSession> smallest(SortedSet<Hook> hooks) {
        return sessions.stream()
                .filter(session -> session.covers(hooks))
                .min(Comparator.comparingInt(session -> session.hooks().size()));
    }

    private synchronized AdaptedSession open(SortedSet<Hook> wanted) {
        boolean exact = sessions.size() < EXACT;
        SortedSet<Hook> hooks = exact ? wanted : all(wanted);
        Optional<AdaptedSession> other = exact
                ? sessions.stream()
                        .filter(session -> session.hooks().equals(hooks))
                        .findFirst()
                : smallest(wanted);
        return other.orElseGet(() -> {
            AdaptedSession session = create(hooks);
            sessions.add(session);
            return session;
        });
    }

    private AdaptedSession create(SortedSet<Hook> hooks) {
        if (hints == null) {
            Set<String> outputs =
                    base.targets().stream().map(OnnxTarget::output).collect(Collectors.toSet());
            hints = ShapeHints.of(base.graph(), outputs, base.weights(), base.sharedSettings());
        }
        List<ValueInfo> known = hints;
        Graph graph = base.graph();
        Map<String, Integer> ranks = ShapeHints.batchedRanks(known, graph);
        List<AdapterInjection.Group> groups =
                AdapterInjection.inject(graph, base.targets(), hooks, value -> ranks.getOrDefault(value, 0));
        graph.hint(known);
        return new AdaptedSession(
                GraphSession.open(graph, base.weights(), base.options().serving()), hooks, groups);
    }

    /** The hooks of all modules, of the kinds that are wanted. */
    private SortedSet<Hook> all(SortedSet<Hook> wanted) {
        boolean gains = wanted.stream().anyMatch(hook -> hook.kind() != Hook.Kind.DELTA);
        SortedSet<Hook> hooks = new TreeSet<>();
        for (OnnxTarget target : base.targets()) {
            for (Hook.Kind kind : Hook.Kind.values()) {
                if (kind == Hook.Kind.DELTA || gains) {
                    hooks.add(new Hook(target.module().path(), kind));
                }
            }
        }
        return hooks;
    }

    synchronized void close() {
        sessions.forEach(session -> session.session().close());
        sessions.clear();
    }
}
