package io.adapt4j.train.recipe.document;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Shapes of single values. */
public final class Scalars {
    private Scalars() {}

    private record Scalar<T>(
            String expected, Function<Node, Optional<T>> reader, Function<T, JsonElement> writer, JsonObject rules)
            implements Shape<T> {

        @Override
        public Optional<T> read(Node node, Problems problems) {
            Optional<T> value = reader.apply(node);
            if (value.isEmpty()) {
                problems.add(node, "should be " + expected + ", but is " + node.describe());
            }
            return value;
        }

        @Override
        public JsonElement write(T value) {
            return writer.apply(value);
        }

        @Override
        public JsonObject schema() {
            return rules.deepCopy();
        }
    }

    private static JsonObject type(String type) {
        JsonObject json = new JsonObject();
        json.addProperty("type", type);
        return json;
    }

    /** A text that is not empty. */
    public static Shape<String> text() {
        JsonObject rules = type("string");
        rules.addProperty("minLength", 1);
        return new Scalar<>(
                "a text",
                node -> node instanceof Node.Text text && !text.value().isEmpty()
                        ? Optional.of(text.value())
                        : Optional.empty(),
                JsonPrimitive::new,
                rules);
    }

    /** A text of a form. */
    public static Shape<String> text(String expected, String pattern) {
        JsonObject rules = type("string");
        rules.addProperty("pattern", "^(" + pattern + ")$");
        Pattern compiled = Pattern.compile(pattern);
        return new Scalar<>(
                expected,
                node -> node instanceof Node.Text text
                                && compiled.matcher(text.value()).matches()
                        ? Optional.of(text.value())
                        : Optional.empty(),
                JsonPrimitive::new,
                rules);
    }

    /** Another type that is written as a text, or whatever else, of a shape. */
    public static <S, T> Shape<T> mapped(Shape<S> shape, Function<S, T> make, Function<T, S> back) {
        return new Shape<>() {
            @Override
            public Optional<T> read(Node node, Problems problems) {
                return shape.read(node, problems).map(make);
            }

            @Override
            public JsonElement write(T value) {
                return shape.write(back.apply(value));
            }

            @Override
            public JsonObject schema() {
                return shape.schema();
            }
        };
    }

    /** True or false. */
    public static Shape<Boolean> truth() {
        return new Scalar<>(
                "true or false",
                node -> node instanceof Node.Truth truth ? Optional.of(truth.value()) : Optional.empty(),
                JsonPrimitive::new,
                type("boolean"));
    }

    /** A whole number from {@code min} to {@code max}. */
    public static Shape<Integer> integer(int min, int max) {
        return mapped(whole(min, max), Long::intValue, Integer::longValue);
    }

    /** As {@link #integer}, of 64 bits. */
    public static Shape<Long> whole(long min, long max) {
        JsonObject rules = type("integer");
        rules.addProperty("minimum", min);
        rules.addProperty("maximum", max);
        return new Scalar<>(
                "a whole number from " + min + " to " + max,
                node -> number(node)
                        .filter(value -> value.stripTrailingZeros().scale() <= 0)
                        .filter(value -> value.compareTo(BigDecimal.valueOf(min)) >= 0
                                && value.compareTo(BigDecimal.valueOf(max)) <= 0)
                        .map(BigDecimal::longValueExact),
                JsonPrimitive::new,
                rules);
    }

    /** A number in a range. */
    public static Shape<Double> number(Range range) {
        JsonObject rules = type("number");
        range.describe(rules);
        return new Scalar<>(
                "a number " + range,
                node -> number(node).map(BigDecimal::doubleValue).filter(range::contains),
                JsonPrimitive::new,
                rules);
    }

    private static Optional<BigDecimal> number(Node node) {
        if (!(node instanceof Node.Numeral numeral)) {
            return Optional.empty();
        }
        try {
            BigDecimal value = new BigDecimal(numeral.written());
            // an exponent beyond all doubles would take forever to write out
            return Math.abs((long) value.precision() - value.scale()) > 400 ? Optional.empty() : Optional.of(value);
        } catch (NumberFormatException e) {
            return Optional.empty(); // .inf or .nan
        }
    }

    /** The constants of an enumeration by their words: {@code PER_LABEL} is {@code per-label}. */
    public static <T extends Enum<T>> Map<String, T> words(Class<T> type) {
        Map<String, T> words = new TreeMap<>();
        for (T constant : type.getEnumConstants()) {
            words.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        return words;
    }

    /** One of several words, each of which stands for a value. */
    public static <T> Shape<T> choice(Map<String, T> words) {
        SortedMap<String, T> choices = new TreeMap<>(words);
        JsonObject rules = new JsonObject();
        JsonArray listed = new JsonArray();
        choices.keySet().forEach(listed::add);
        rules.add("enum", listed);
        return new Shape<>() {
            @Override
            public Optional<T> read(Node node, Problems problems) {
                String word = node instanceof Node.Text text ? text.value() : "";
                Optional<T> value = Optional.ofNullable(choices.get(word));
                if (value.isEmpty()) {
                    problems.add(
                            node, "unknown value " + node.describe() + "; " + Suggestion.of(word, choices.keySet()));
                }
                return value;
            }

            @Override
            public JsonElement write(T value) {
                return choices.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(value))
                        .map(entry -> new JsonPrimitive(entry.getKey()))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(value + " is none of " + choices));
            }

            @Override
            public JsonObject schema() {
                return rules.deepCopy();
            }
        };
    }
}
