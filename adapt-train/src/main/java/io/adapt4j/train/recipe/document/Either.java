package io.adapt4j.train.recipe.document;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A value that can be written in two ways.
 *
 * @param isFirst whether a node is of the first
 * @param first what such a node may be
 * @param second what any other may be
 * @param writesFirst whether a value is written in the first
 */
public record Either<T>(Predicate<Node> isFirst, Shape<T> first, Shape<T> second, Predicate<T> writesFirst)
        implements Shape<T> {

    /** One value, or a list of them. */
    public static <T> Shape<List<T>> oneOrMore(Shape<T> item) {
        return new Either<>(
                node -> node instanceof Node.Items,
                Many.list(item),
                Scalars.mapped(item, List::of, all -> all.get(0)),
                all -> all.size() != 1);
    }

    @Override
    public Optional<T> read(Node node, Problems problems) {
        return (isFirst.test(node) ? first : second).read(node, problems);
    }

    @Override
    public JsonElement write(T value) {
        return (writesFirst.test(value) ? first : second).write(value);
    }

    @Override
    public JsonObject schema() {
        JsonArray ways = new JsonArray();
        ways.add(first.schema());
        ways.add(second.schema());
        JsonObject json = new JsonObject();
        json.add("anyOf", ways);
        return json;
    }
}
