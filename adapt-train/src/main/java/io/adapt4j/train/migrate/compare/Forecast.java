package io.adapt4j.train.migrate.compare;

/**
 * What a comparison says about a strategy before it is tried.
 *
 * @param strategy its name, such as {@code direct}
 * @param outlook how likely it is to work
 * @param reason why, as a sentence
 */
public record Forecast(String strategy, Outlook outlook, String reason) {}
