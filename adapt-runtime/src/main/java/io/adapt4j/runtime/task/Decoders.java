package io.adapt4j.runtime.task;

import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.MultiLabelSpec;
import io.adapt4j.task.RegressionSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.task.TokenClassificationSpec;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of decoders, by the task's description. */
final class Decoders {
    private static final Map<Class<? extends TaskSpec>, Factory<?>> TABLE = new HashMap<>();

    static {
        register(TextClassificationSpec.class, (spec, head) -> new ClassificationDecoder(spec, required(head)));
        register(MultiLabelSpec.class, (spec, head) -> new MultiLabelDecoder(spec, required(head)));
        register(RegressionSpec.class, (spec, head) -> new RegressionDecoder(spec, required(head)));
        register(EmbeddingSpec.class, (spec, head) -> new EmbeddingDecoder(spec));
        register(TokenClassificationSpec.class, (spec, head) -> new EntityDecoder(spec, required(head)));
    }

    private interface Factory<S extends TaskSpec> {
        Decoder<?> create(S spec, @Nullable LinearHead head);
    }

    private Decoders() {}

    private static <S extends TaskSpec> void register(Class<S> spec, Factory<S> factory) {
        TABLE.put(spec, factory);
    }

    private static LinearHead required(@Nullable LinearHead head) {
        if (head == null) {
            throw new IncompatibleAdapterException("The task needs a head, but the adapter has none");
        }
        return head;
    }

    /**
     * The decoder of a task.
     *
     * @param head the adapter's head, with as many outputs as the task has; null for tasks without one
     */
    static Decoder<?> of(TaskSpec spec, @Nullable LinearHead head) {
        @SuppressWarnings("unchecked") // registered under the class of its specs
        Factory<TaskSpec> factory = (Factory<TaskSpec>) TABLE.get(spec.getClass());
        if (factory == null) {
            throw new IncompatibleAdapterException("The task " + spec.name() + " has no decoder");
        }
        return factory.create(spec, head);
    }
}
