package io.adapt4j.train.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.Replay;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.junit.AdaptTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The sample of docs/updates.md, run. */
class UpdatesPageTest {

    @AdaptTest
    void sample_knowsTheLabelsFromAfter(BaseModel base) {
        Adapter desk = Desk.LINEAR;
        TextClassification task = Desk.linear();
        ExampleSource<Example> oldExamples = ExampleSource.of(Desk.examples(40, 1, "card", "fees", "login"));
        ExampleSource<Example> newExamples = ExampleSource.of(Desk.examples(40, 3, "travel"));
        // begin
        LabelChange change = LabelChange.none()
                .add("travel")
                .rename("login", "access")
                .merge("payments", Map.of("card", 900.0, "fees", 300.0)); // how frequent each is

        ExampleSource<Example> old = change.relabel(oldExamples); // the same examples under the new labels
        ExampleSource<Example> mixed = Replay.share(0.5).mix(newExamples, old, ExampleKinds.LABELLED);

        Adapter updated = LabelUpdate.apply(desk, change, base, mixed);
        Adapter trained = Trainer.on(base)
                .from(updated)
                .task(LabelUpdate.task(task, updated)) // the task it was trained with
                .epochs(8)
                .learningRate(1e-2)
                .train(mixed)
                .adapter();
        // end
        List<Example> test = change.relabel(ExampleSource.of(Desk.examples(20, 9, "card", "fees", "login", "travel")))
                .read();
        assertThat(Desk.accuracy(base, trained, test)).isGreaterThan(0.9);
    }

    @Test
    void page_showsTheSampleThatIsRunHere() throws IOException {
        List<String> page = Files.readAllLines(Path.of("../docs/updates.md"));
        List<String> source =
                Files.readAllLines(Path.of("src/test/java/io/adapt4j/train/update/UpdatesPageTest.java")).stream()
                        .map(line -> line.replaceFirst("^ {8}", ""))
                        .toList();
        int start = page.indexOf("```java") + 1;

        assertThat(page.subList(start, start + page.subList(start, page.size()).indexOf("```")))
                .containsExactlyElementsOf(source.subList(source.indexOf("// begin") + 1, source.indexOf("// end")));
    }
}
