package io.adapt4j.task;

/** How the hidden states {@code [batch, sequence, hidden]} of a text become one vector {@code [batch, hidden]}. */
public enum Pooling {
    /** The mean over the tokens that the attention mask keeps. */
    MEAN,
    /** The state of the first token. */
    CLS
}
