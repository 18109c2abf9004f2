package io.adapt4j.task;

/** What an adapter is for, stored with it: enough to turn a text into the task's answer. */
public sealed interface TaskSpec permits TextClassificationSpec {

    /** The name under which the manifest stores the task: {@code text-classification}. */
    String name();
}
