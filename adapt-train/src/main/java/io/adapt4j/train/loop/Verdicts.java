package io.adapt4j.train.loop;

import io.adapt4j.Adapter;
import io.adapt4j.json.Json;
import io.adapt4j.registry.VersionId;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.loop.LoopRun.Snapshot;
import java.util.Optional;
import java.util.SortedMap;

/** The verdict about a run's candidate, attached to its version: once there it stays, for a gate that measures times says something else each time. */
final class Verdicts {
    private static final String FILE = Verdict.DOCUMENT + ".json";

    private final LoopParts parts;

    Verdicts(LoopParts parts) {
        this.parts = parts;
    }

    Verdict of(LoopRun run) {
        VersionId id = run.made();
        Adapter candidate = parts.registry().load(id);
        String name = Verdict.DOCUMENT + "-" + run.number() + ".json";
        SortedMap<String, byte[]> attached = parts.registry().attachments(id);
        byte[] before = attached.get(name);
        Verdict verdict = before == null
                ? migrated(run, candidate).orElseGet(() -> judge(run, candidate))
                : Verdict.of(candidate.withDocument(Verdict.DOCUMENT, Json.parse(name, before)))
                        .orElseThrow();
        byte[] document = Json.write(verdict.toJson());
        if (before == null) {
            attach(run, name, document);
        }
        if (!attached.containsKey(FILE) && !parts.registry().version(id).files().containsKey(FILE)) {
            attach(run, FILE, document);
        }
        return verdict;
    }

    private void attach(LoopRun run, String name, byte[] document) {
        parts.registry().attach(run.made(), name, document, parts.change("verdict of run " + run.number()));
    }

    /** The verdict that a migration brought. */
    private Optional<Verdict> migrated(LoopRun run, Adapter candidate) {
        return parts.migrates(run) ? Verdict.of(candidate) : Optional.empty();
    }

    private Verdict judge(LoopRun run, Adapter candidate) {
        Snapshot fixed = run.fixed();
        return parts.judge()
                .judge(new Judge.Case(
                        candidate,
                        fixed.champion().map(parts.registry()::load),
                        Candidates.heldOut(parts, fixed.from(), fixed.to()),
                        Candidates.heldOut(parts, 0, fixed.from())));
    }
}
