package io.adapt4j.train.evaluate;

import java.util.List;

/** Something that answers texts. */
public interface Answers {

    /**
     * One answer for each text, in their order.
     *
     * @throws io.adapt4j.error.IncompatibleAdapterException when it answers with something else
     */
    <A> List<A> of(List<String> texts, Class<A> type);
}
