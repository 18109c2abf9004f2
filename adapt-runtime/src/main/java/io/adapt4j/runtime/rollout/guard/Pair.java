package io.adapt4j.runtime.rollout.guard;

/**
 * What champion and challenger made of the same request, or of two that came one after the other.
 *
 * @param same whether both were asked the same
 */
public record Pair(Outcome champion, Outcome challenger, boolean same) {}
