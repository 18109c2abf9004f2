package io.adapt4j.train.loop;

import io.adapt4j.error.ConflictException;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.State;
import java.util.function.UnaryOperator;

/** What a loop remembers, in the registry; many processes may change it. */
final class LoopRecord {
    private static final String KIND = "loop";

    private final Registry registry;
    private final String adapter;

    LoopRecord(Registry registry, String adapter) {
        this.registry = registry;
        this.adapter = adapter;
    }

    LoopStatus read() {
        return read(registry.state(KIND, adapter));
    }

    private static LoopStatus read(State state) {
        return state.content()
                .map(content -> StatusCodec.read(content, state.toString()))
                .orElse(LoopStatus.NEW);
    }

    /**
     * Changes it, whoever else does so at the same time.
     *
     * @param change is called again when somebody else was first
     * @return what is in the registry now
     */
    LoopStatus change(UnaryOperator<LoopStatus> change) {
        while (true) {
            State seen = registry.state(KIND, adapter);
            LoopStatus before = read(seen);
            LoopStatus after = change.apply(before);
            if (after.equals(before)) {
                return before;
            }
            try {
                registry.put(seen, StatusCodec.write(after));
                return after;
            } catch (ConflictException e) {
                // Somebody else has got on, so this ends: once more.
            }
        }
    }
}
