package io.adapt4j.runtime.kit;

import io.adapt4j.BaseModel;

/** The models on which the kits test an engine: the same ones in each engine's own format. */
public interface EngineUnderTest {

    /** The model that {@link EveryKind} describes. */
    byte[] everyKind();

    /** The same model in other bytes: the entries of its file otherwise ordered, compressed or spelt. */
    byte[] everyKindStoredOtherwise();

    /**
     * The same model behind a reshape that hides its batch dimension: the input is {@code folded [batch, 2, 12]}, viewed as
     * {@code x [-1, 24]}.
     */
    BaseModel folded();

    /** Opens {@link #everyKind}, or what a test made of its bytes. */
    default BaseModel open(byte[] model) {
        return BaseModel.open(model);
    }

    /** all-MiniLM-L6-v2, opened for one thread; its output is {@code last_hidden_state [batch, sequence, 384]}. */
    BaseModel miniLm();
}
