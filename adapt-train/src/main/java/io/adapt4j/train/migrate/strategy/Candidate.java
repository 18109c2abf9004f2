package io.adapt4j.train.migrate.strategy;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;

/**
 * An adapter for the new base that has not been judged yet.
 *
 * @param strategy the name of the strategy that made it
 * @param adapter bound to the new base
 * @param details what the strategy found on the way, such as the scale it chose; the same task gives the same details
 */
public record Candidate(String strategy, Adapter adapter, JsonObject details) {

    public Candidate {
        details = details.deepCopy();
    }

    @Override
    public JsonObject details() {
        return details.deepCopy();
    }
}
