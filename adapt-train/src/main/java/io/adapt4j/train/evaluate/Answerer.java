package io.adapt4j.train.evaluate;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.runtime.task.TextTask;
import java.util.List;

/** Answers texts as the adapter would if it were deployed on the base. Close it to free its native memory. */
public final class Answerer implements Answers, AutoCloseable {
    private final BaseModel base;
    private final TextTask<?> task;
    private final BoundAdapter bound;

    /**
     * @throws io.adapt4j.error.IncompatibleAdapterException when the adapter does not fit the base, or states no task
     */
    public Answerer(BaseModel base, Adapter adapter) {
        this.base = base;
        this.task = TextTask.of(adapter);
        this.bound = base.adapted().bind(adapter);
    }

    /** One answer for each text, of whatever kind the adapter's task has. */
    public List<?> answers(List<String> texts) {
        return task.answer(base.adapted(), bound, texts);
    }

    @Override
    public <A> List<A> of(List<String> texts, Class<A> type) {
        return TextTask.require(task, type, "candidate").answer(base.adapted(), bound, texts);
    }

    @Override
    public void close() {
        bound.close();
    }
}
