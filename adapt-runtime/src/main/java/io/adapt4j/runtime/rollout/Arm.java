package io.adapt4j.runtime.rollout;

/** Which of both versions. */
public enum Arm {
    CHAMPION,
    CHALLENGER
}
