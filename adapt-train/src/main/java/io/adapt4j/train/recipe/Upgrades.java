package io.adapt4j.train.recipe;

import io.adapt4j.train.recipe.document.Node;
import io.adapt4j.train.recipe.document.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Brings documents of older versions to the current one: the first step makes version 2 of version 1, and so on. */
record Upgrades(List<UnaryOperator<Node.Fields>> steps) {
    private static final String FIELD = "version";

    /** Those of this library. There has been one version so far. */
    static final Upgrades KNOWN = new Upgrades(List.of());

    int current() {
        return 1 + steps.size();
    }

    /** The document in the current version; empty, and with a problem added, when its version is missing or not known. */
    Optional<Node> upgrade(Node document, Problems problems) {
        if (!(document instanceof Node.Fields fields)) {
            return Optional.of(document);
        }
        if (!(fields.fields().get(FIELD) instanceof Node.Numeral numeral)) {
            problems.add(fields, "the field \"version\" is missing or not a number; write version: " + current());
            return Optional.empty();
        }
        if (!numeral.written().matches("[1-9]\\d{0,8}") || Integer.parseInt(numeral.written()) > current()) {
            problems.add(numeral, "unknown version " + numeral.written() + "; this library reads 1 to " + current());
            return Optional.empty();
        }
        for (int version = Integer.parseInt(numeral.written()); version < current(); version++) {
            fields = steps.get(version - 1).apply(fields);
        }
        Map<String, Node> members = new LinkedHashMap<>(fields.fields());
        members.put(FIELD, new Node.Numeral(numeral.line(), FIELD, Integer.toString(current())));
        return Optional.of(new Node.Fields(fields.line(), fields.path(), members));
    }
}
