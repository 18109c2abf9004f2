package io.adapt4j.train.search;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.SplittableRandom;

/** What may be tried for a field of a recipe. */
public sealed interface Candidates {

    /** Draws one. */
    JsonElement draw(SplittableRandom random);

    /** Those that must be valid for all to be: every value of a list, the ends of a range. */
    List<JsonElement> ends();

    /** Certain values, each as likely as another. */
    record Listed(List<JsonElement> values) implements Candidates {
        public Listed {
            values = List.copyOf(values);
            if (values.isEmpty()) {
                throw new IllegalArgumentException("a list of candidates has at least one");
            }
        }

        @Override
        public JsonElement draw(SplittableRandom random) {
            return values.get(random.nextInt(values.size()));
        }

        @Override
        public List<JsonElement> ends() {
            return values;
        }
    }

    /** Numbers of [{@code from}, {@code to}), each as likely as another. */
    record Uniform(double from, double to) implements Candidates {
        public Uniform {
            requireOrder(from, to);
        }

        @Override
        public JsonElement draw(SplittableRandom random) {
            return new JsonPrimitive(from + random.nextDouble() * (to - from));
        }

        @Override
        public List<JsonElement> ends() {
            return List.of(new JsonPrimitive(from), new JsonPrimitive(to));
        }
    }

    /** Numbers of [{@code from}, {@code to}) whose logarithms are each as likely as another. */
    record LogUniform(double from, double to) implements Candidates {
        public LogUniform {
            requireOrder(from, to);
            if (from <= 0) {
                throw new IllegalArgumentException(
                        "a log-uniform range is of numbers above 0, but begins with " + from);
            }
        }

        @Override
        public JsonElement draw(SplittableRandom random) {
            double low = StrictMath.log(from);
            double drawn = StrictMath.exp(low + random.nextDouble() * (StrictMath.log(to) - low));
            return new JsonPrimitive(Math.min(Math.max(drawn, from), to));
        }

        @Override
        public List<JsonElement> ends() {
            return List.of(new JsonPrimitive(from), new JsonPrimitive(to));
        }
    }

    /** Whole numbers from {@code from} to {@code to}, both included, each as likely as another. */
    record Whole(long from, long to) implements Candidates {
        public Whole {
            requireOrder(from, to);
        }

        @Override
        public JsonElement draw(SplittableRandom random) {
            return new JsonPrimitive(random.nextLong(from, to + 1));
        }

        @Override
        public List<JsonElement> ends() {
            return List.of(new JsonPrimitive(from), new JsonPrimitive(to));
        }
    }

    private static void requireOrder(double from, double to) {
        if (!(from < to)) {
            throw new IllegalArgumentException(
                    "a range goes from a number to a larger one, not from " + from + " to " + to);
        }
    }
}
