package io.adapt4j.train.migrate.strategy;

import com.google.common.hash.Hasher;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.Mask;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * A text and what is to be made of it.
 *
 * @param target {@code [outputs + features]}: probabilities or numbers, and coordinates of the old system's vector
 */
@SuppressWarnings("ArrayRecordComponent")
record TaughtText(String text, float[] target) {

    /** What such examples consist of. */
    static final ExampleKind<TaughtText> KIND = new ExampleKind<>() {
        @Override
        public List<String> texts(TaughtText example) {
            return List.of(example.text);
        }

        @Override
        public List<String> labels(TaughtText example) {
            return List.of();
        }

        @Override
        public List<String> parts(TaughtText example) {
            return List.of(example.text);
        }

        @Override
        public void hash(TaughtText example, Hasher hasher) {
            byte[] bytes = example.text.getBytes(StandardCharsets.UTF_8);
            hasher.putInt(bytes.length).putBytes(bytes);
            for (float value : example.target) {
                hasher.putFloat(value);
            }
        }

        @Override
        public TaughtText masked(TaughtText example, Function<String, List<Mask>> masks) {
            return new TaughtText(ExampleKind.masked(example.text, masks.apply(example.text)), example.target);
        }
    };
}
