package io.adapt4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.BaseModel;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.nio.file.Path;

/** The README's sample of a unit test. */
final class ReadmeUnitTest {
    private ReadmeUnitTest() {}

    static void run(ExampleSource<Example> examples, ExampleSource<Example> heldOut, Path folder) {
        // begin
        try (BaseModel base = TinyBase.open(1)) {
            TrainingResult result = Trainer.on(base)
                    .task(TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer()))
                    .evaluateOn(heldOut)
                    .train(examples);
            assertThat(result.best().orElseThrow().metrics().value("accuracy")).isGreaterThan(0.9);
            result.adapter().save(folder.resolve("tenant-7"));
        }
        // end
    }
}
