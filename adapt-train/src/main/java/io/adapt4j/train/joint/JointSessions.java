package io.adapt4j.train.joint;

import io.adapt4j.BaseModel;
import io.adapt4j.train.spi.JointSession;
import io.adapt4j.train.spi.JointSession.Slot;
import io.adapt4j.train.spi.TrainingEngine;
import io.adapt4j.train.spi.TrainingSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs passes over a base, in one session for each kind of them. */
final class JointSessions implements AutoCloseable {
    private final BaseModel base;
    private final TrainingEngine engine;
    private final Map<Object, JointSession> sessions = new LinkedHashMap<>();

    JointSessions(BaseModel base) {
        this.base = base;
        this.engine = TrainingEngine.of(base);
    }

    String engine() {
        return engine.engine();
    }

    /** Computes the gradients of a pass and completes its steps, if need be with what went wrong. */
    void run(List<Pending> pass) {
        try {
            List<Slot> slots = pass.stream().map(Pending::slot).toList();
            float[] losses = session(pass.get(0).kind(), slots).forwardBackward(slots);
            for (int i = 0; i < losses.length; i++) {
                pass.get(i).loss().complete(losses[i]);
            }
        } catch (RuntimeException | Error e) {
            pass.forEach(step -> step.loss().completeExceptionally(e));
        }
    }

    private JointSession session(PassKind kind, List<Slot> slots) {
        TrainingSpec dropping = slots.stream()
                .map(Slot::spec)
                .filter(spec -> spec.headDropout() > 0)
                .findFirst()
                .orElse(slots.get(0).spec());
        return sessions.computeIfAbsent(
                List.of(kind, dropping.headDropout() > 0), key -> engine.openJoint(base, dropping));
    }

    @Override
    public void close() {
        sessions.values().forEach(JointSession::close);
    }
}
