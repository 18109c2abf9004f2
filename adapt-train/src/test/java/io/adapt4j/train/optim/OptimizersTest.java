package io.adapt4j.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonParser;
import io.adapt4j.error.InvalidDataException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizersTest {
    private static final int ROWS = 3;
    private static final int COLUMNS = 4;
    private static final int SIZE = ROWS * COLUMNS;
    private static final double RATE = 0.01;
    private static final double DECAY = 0.1;
    private static final double SCALE = 0.5;

    static Stream<Optimizer> optimizers() {
        return Stream.of(
                new AdamW(),
                new Adafactor(),
                new Adafactor(0.7, 0.5, true),
                new Lion(),
                new Sgd(),
                new Sgd(0.8, true),
                new Sgd(0, false));
    }

    private static float[] random(SplittableRandom random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return values;
    }

    private static void step(Updates updates, float[] parameters, float[] gradients) {
        updates.step(FloatBuffer.wrap(parameters), FloatBuffer.wrap(gradients), SCALE, RATE, DECAY);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void restore_inTheMiddle_goesOnBitForBit(Optimizer optimizer) {
        SplittableRandom random = new SplittableRandom(1);
        float[] parameters = random(random, SIZE);
        Updates whole = optimizer.forTensor(ROWS, COLUMNS);
        for (int i = 0; i < 5; i++) {
            step(whole, parameters, random(random, SIZE));
        }
        float[] copy = parameters.clone();
        List<float[]> memory = whole.memory().stream().map(float[]::clone).toList();
        Updates resumed = optimizer.forTensor(ROWS, COLUMNS);
        resumed.restore(whole.steps(), memory);

        for (int i = 0; i < 5; i++) {
            float[] gradients = random(random, SIZE);
            step(whole, parameters, gradients);
            step(resumed, copy, gradients);
        }
        assertThat(copy).isEqualTo(parameters);
        assertThat(resumed.steps()).isEqualTo(10);
        for (int i = 0; i < memory.size(); i++) {
            assertThat(resumed.memory().get(i)).isEqualTo(whole.memory().get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void restore_memoryOfAnotherTensor_isRefused(Optimizer optimizer) {
        List<float[]> other = List.of(new float[SIZE + 1], new float[SIZE + 1], new float[SIZE + 1]);
        assertThatThrownBy(() -> optimizer.forTensor(ROWS, COLUMNS).restore(1, other))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void of_whatToJsonWrote_isTheSame(Optimizer optimizer) {
        assertThat(Optimizers.of(optimizer.toJson())).isEqualTo(optimizer);
    }

    @Test
    void of_nameAlone_hasTheUsualSettings() {
        assertThat(Optimizers.names()).containsExactlyInAnyOrder("adamw", "adafactor", "lion", "sgd");
        for (String name : Optimizers.names()) {
            String json = "{\"name\": \"" + name + "\"}";
            assertThat(Optimizers.of(JsonParser.parseString(json).getAsJsonObject()))
                    .isEqualTo(Optimizers.named(name));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | adafactor",
                "{'name': 3} | adamw",
                "{'name': 'adam'} | adafactor",
                "{'name': 'adamw', 'beta3': 0.9} | beta3",
                "{'name': 'adamw', 'beta1': '0.9'} | beta1",
                "{'name': 'adamw', 'beta1': 1.5} | 1.5",
                "{'name': 'sgd', 'nesterov': 1} | nesterov"
            })
    void of_malformedJson_isRefusedByName(String json, String named) {
        assertThatThrownBy(() -> Optimizers.of(
                        JsonParser.parseString(json.replace('\'', '"')).getAsJsonObject()))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining(named);
    }

    @Test
    void step_ofLion_followsThePaperInDoublePrecision() {
        SplittableRandom random = new SplittableRandom(2);
        float[] parameters = random(random, SIZE);
        double[] x = doubles(parameters);
        double[] m = new double[SIZE];
        Updates updates = new Lion(0.9, 0.99).forTensor(ROWS, COLUMNS);
        for (int t = 0; t < 6; t++) {
            float[] gradients = random(random, SIZE);
            for (int i = 0; i < SIZE; i++) {
                double g = gradients[i] * SCALE;
                x[i] -= RATE * (Math.signum(0.9 * m[i] + 0.1 * g) + DECAY * x[i]);
                m[i] = 0.99 * m[i] + 0.01 * g;
            }
            step(updates, parameters, gradients);
        }
        assertClose(parameters, x);
    }

    @Test
    void step_ofSgd_followsItsDefinitionInDoublePrecision() {
        for (boolean nesterov : List.of(false, true)) {
            SplittableRandom random = new SplittableRandom(3);
            float[] parameters = random(random, SIZE);
            double[] x = doubles(parameters);
            double[] v = new double[SIZE];
            Updates updates = new Sgd(0.9, nesterov).forTensor(ROWS, COLUMNS);
            for (int t = 0; t < 6; t++) {
                float[] gradients = random(random, SIZE);
                for (int i = 0; i < SIZE; i++) {
                    double g = gradients[i] * SCALE;
                    v[i] = 0.9 * v[i] + g;
                    x[i] -= RATE * ((nesterov ? g + 0.9 * v[i] : v[i]) + DECAY * x[i]);
                }
                step(updates, parameters, gradients);
            }
            assertClose(parameters, x);
        }
    }

    /** Algorithm 4 with the sums that the paper has, where the implementation has means. */
    @Test
    void step_ofAdafactorOnAMatrix_followsThePaperInDoublePrecision() {
        for (boolean relative : List.of(false, true)) {
            SplittableRandom random = new SplittableRandom(4);
            float[] parameters = random(random, SIZE);
            double[] x = doubles(parameters);
            double[] r = new double[ROWS];
            double[] c = new double[COLUMNS];
            Updates updates = new Adafactor(0.8, 0.9, relative).forTensor(ROWS, COLUMNS);
            for (int t = 1; t <= 6; t++) {
                float[] gradients = random(random, SIZE);
                double decay = 1 - Math.pow(t, -0.8);
                double[] rowSum = new double[ROWS];
                double[] columnSum = new double[COLUMNS];
                for (int i = 0; i < SIZE; i++) {
                    double square = gradients[i] * SCALE * gradients[i] * SCALE + 1e-30;
                    rowSum[i / COLUMNS] += square;
                    columnSum[i % COLUMNS] += square;
                }
                double total = 0;
                for (int i = 0; i < ROWS; i++) {
                    r[i] = decay * r[i] + (1 - decay) * rowSum[i];
                    total += r[i];
                }
                for (int j = 0; j < COLUMNS; j++) {
                    c[j] = decay * c[j] + (1 - decay) * columnSum[j];
                }
                double[] u = new double[SIZE];
                double updateSquares = 0;
                double squares = 0;
                for (int i = 0; i < SIZE; i++) {
                    u[i] = gradients[i] * SCALE / Math.sqrt(r[i / COLUMNS] * c[i % COLUMNS] / total);
                    updateSquares += u[i] * u[i] / SIZE;
                    squares += x[i] * x[i] / SIZE;
                }
                double size = relative ? Math.max(1e-3, Math.sqrt(squares)) : 1;
                for (int i = 0; i < SIZE; i++) {
                    double cut = u[i] / Math.max(1, Math.sqrt(updateSquares) / 0.9);
                    x[i] = x[i] * (1 - RATE * DECAY) - RATE * size * cut;
                }
                step(updates, parameters, gradients);
            }
            assertClose(parameters, x);
        }
    }

    /** Algorithm 5. */
    @Test
    void step_ofAdafactorOnAVector_hasASecondMomentForEachElement() {
        float[] parameters = {1, -1, 2};
        Updates updates = new Adafactor(0.8, 100, false).forTensor(3, 1);
        step(updates, parameters, new float[] {0.1f, -5, 0});
        // The first step has no memory, so that it is the sign.
        assertClose(parameters, new double[] {1 * 0.999 - 0.01, -1 * 0.999 + 0.01, 2 * 0.999});
        step(updates, parameters, new float[] {0.1f, 5, 0});
        double decay = 1 - Math.pow(2, -0.8);
        assertThat(decay * 0.0025 + (1 - decay) * 0.0025).isCloseTo(0.0025, within(1e-12));
        assertClose(parameters, new double[] {
            (1 * 0.999 - 0.01) * 0.999 - 0.01, (-1 * 0.999 + 0.01) * 0.999 - 0.01, 2 * 0.999 * 0.999
        });
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static void assertClose(float[] actual, double[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(2e-6));
        }
    }
}
