package io.adapt4j.train.testing.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of training, run once for each engine. It is given what it declares as parameters:
 *
 * <ul>
 *   <li>{@link io.adapt4j.BaseModel}: a {@linkplain io.adapt4j.train.testing.TinyBase tiny base}, shared by all tests of its engine
 *       and seed and closed after the last; a test leaves it open
 *   <li>{@link io.adapt4j.TokenizerFile}: the tokenizer that belongs to it
 *   <li>{@link java.util.SplittableRandom}: random numbers that are the same at each run, to make examples of
 *   <li>{@link TestEngine}: the engine
 * </ul>
 *
 * <pre>{@code
 * @AdaptTest(engines = {TestEngine.ONNX, TestEngine.PYTORCH})
 * void learnsOurLabels(BaseModel base, TokenizerFile tokenizer) {
 *     Adapter adapter = Trainer.on(base)
 *             .task(TextClassification.labels("spam", "ham").tokenizer(tokenizer))
 *             .train(examples)
 *             .adapter();
 *     assertThat(adapter).on(base).scores("accuracy", heldOut).atLeast(0.9);
 * }
 * }</pre>
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(AdaptTestExtension.class)
public @interface AdaptTest {

    /** The engines to run on. Where one is missing on the class path, its run is skipped and says what is missing. */
    TestEngine[] engines() default {TestEngine.ONNX};

    /** The seed of the base's weights and of the random numbers. */
    long seed() default 1;
}
