package io.adapt4j.task;

import com.google.gson.JsonObject;
import java.util.OptionalInt;

/** What an adapter is for, stored with it: enough to turn a text into the task's answer. */
public sealed interface TaskSpec
        permits TextClassificationSpec, MultiLabelSpec, RegressionSpec, EmbeddingSpec, TokenClassificationSpec {

    /** The name under which the manifest stores the task, such as {@code text-classification}. */
    String name();

    /** Texts are cut to this many tokens, special tokens included. */
    int maxLength();

    /** How the hidden states become one vector for the text, also where the task itself needs none. */
    default Pooling pooling() {
        return Pooling.MEAN;
    }

    /** The number of outputs that the task's head has; empty for a task without a head. */
    OptionalInt outputs();

    /** The components as JSON, without the name; {@link TaskSpecs#read} is the way back. */
    JsonObject toJson();
}
