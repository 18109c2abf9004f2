package io.adapt4j.runtime.rollout;

import io.adapt4j.runtime.rollout.guard.Outcome;
import io.adapt4j.runtime.rollout.guard.Pair;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The pairs that are yet to be complete. Which requests make a pair is decided when they arrive, and pairs are given out in the order in
 * which they were opened, so that neither depends on how requests end or how long they take. Used under a lock.
 */
final class Slots {
    private static final int MOST = 4_096;

    private final Deque<Slot> open = new ArrayDeque<>();
    private @Nullable Slot half;

    /** One pair. */
    static final class Slot {
        private final boolean same;
        private @Nullable Arm first;
        private @Nullable Outcome champion;
        private @Nullable Outcome challenger;
        private boolean cancelled;

        private Slot(boolean same) {
            this.same = same;
        }
    }

    /** The place of a request that both versions are asked; null when too many are open. */
    @Nullable
    Slot both() {
        return add(new Slot(true));
    }

    /** The place of a request to one version, in a pair with one to the other; null when it has no place in any. */
    @Nullable
    Slot one(Arm arm) {
        Slot waiting = half;
        if (waiting == null) {
            Slot slot = add(new Slot(false));
            if (slot != null) {
                slot.first = arm;
                half = slot;
            }
            return slot;
        }
        if (waiting.first == arm) {
            return null;
        }
        half = null;
        return waiting;
    }

    private @Nullable Slot add(Slot slot) {
        if (open.size() >= MOST) {
            return null;
        }
        open.addLast(slot);
        return slot;
    }

    /** Fills one side of a pair, and gives out all pairs that are their turn. */
    void fill(Slot slot, Arm arm, Outcome outcome, Consumer<Pair> consumer) {
        if (arm == Arm.CHAMPION) {
            slot.champion = outcome;
        } else {
            slot.challenger = outcome;
        }
        drain(consumer);
    }

    /** Gives a pair up. */
    void cancel(Slot slot, Consumer<Pair> consumer) {
        slot.cancelled = true;
        if (half == slot) {
            half = null;
        }
        drain(consumer);
    }

    private void drain(Consumer<Pair> consumer) {
        for (Slot next = open.peekFirst(); next != null; next = open.peekFirst()) {
            if (!next.cancelled) {
                if (next.champion == null || next.challenger == null) {
                    return;
                }
                consumer.accept(new Pair(next.champion, next.challenger, next.same));
            }
            open.removeFirst();
        }
    }
}
