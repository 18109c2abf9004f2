package io.adapt4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ModelSignature;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.task.Classification;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
    @TempDir
    private Path folder;

    private static String stripped(List<String> lines) {
        return String.join("\n", lines.stream().map(String::strip).toList());
    }

    @Test
    void samples_areTheCodeThatIsTestedHere() throws IOException {
        List<String> files =
                List.of("ReadmeSample", "ReadmeServing", "ReadmePredictor", "ReadmeTogether", "ReadmeUnitTest");
        List<String> readme = Files.readAllLines(Path.of("../README.md"));
        assertThat(index(readme, "```java")).isLessThan(30);
        int end = 0;
        for (String file : files) {
            int start = end + index(readme.subList(end, readme.size()), "```java") + 1;
            end = start + index(readme.subList(start, readme.size()), "```");
            List<String> source = Files.readAllLines(Path.of("src/test/java/io/adapt4j/examples/" + file + ".java"));
            List<String> sample = source.subList(index(source, "// begin") + 1, index(source, "// end"));
            List<String> shown = readme.subList(start, end);

            assertThat(stripped(shown)).as(file).isEqualTo(stripped(sample));
            assertThat(shown).as(file).hasSizeLessThanOrEqualTo(25);
        }
    }

    @Test
    void otherSamples_onATinyBase_trainAndServe() throws TranslateException {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 240; i++) {
            examples.add(
                    i % 2 == 0 ? new Example("win money now", "spam") : new Example("notes of the meeting", "ham"));
        }
        ExampleSource<Example> source = ExampleSource.of(examples);
        ReadmeUnitTest.run(source, source, folder);
        try (BaseModel base = TinyBase.open(1)) {
            TextClassification task = TextClassification.inferLabels().tokenizer(TinyBase.tokenizer());
            assertThat(ReadmeTogether.run(base, task, source, source, source, folder))
                    .isEmpty();
            assertThat(Adapter.load(folder.resolve("globex")).deltas()).hasSize(2);
            assertThat(ReadmeServing.run(base, List.of(folder.resolve("tenant-7")))
                            .labels())
                    .containsExactlyInAnyOrder("spam", "ham");
            try (AdapterHost host = AdapterHost.on(base)) {
                host.deploy("triage", Adapter.load(folder.resolve("tenant-7")));
                assertThat(ReadmePredictor.run(host, new Tokens(base)).getClassNames())
                        .containsExactlyInAnyOrder("spam", "ham");
            }
        }
    }

    /** Makes the same three tokens of every text. */
    private record Tokens(BaseModel base) implements NoBatchifyTranslator<String, float[]> {
        @Override
        public NDList processInput(TranslatorContext context, String text) {
            NDList inputs = new NDList();
            for (ModelSignature.Port port : base.signature().inputs()) {
                NDArray array = context.getNDManager().create(new long[][] {{1, 1, 1}});
                array.setName(port.name());
                inputs.add(array);
            }
            return inputs;
        }

        @Override
        public float[] processOutput(TranslatorContext context, NDList outputs) {
            return outputs.head().toFloatArray();
        }
    }

    private static int index(List<String> lines, String content) {
        return lines.stream().map(String::strip).toList().indexOf(content);
    }

    @Test
    void firstSample_onARealModel_trainsSavesLoadsDeploysAndAnswers() throws IOException {
        Path model = resource("all-minilm-l6-v2.onnx");
        Path tokenizer = resource("all-minilm-l6-v2-tokenizer.json");
        Path mail = folder.resolve("mail.csv");
        StringBuilder csv = new StringBuilder("subject,label\n");
        List<String> spam = List.of("You won a free prize", "Cheap loans today", "Win cash now", "Free gift card");
        List<String> ham =
                List.of("Minutes of the meeting", "Build is broken again", "Lunch on Friday?", "Code review");
        for (int i = 0; i < 48; i++) {
            csv.append(spam.get(i % 4)).append(' ').append(i).append(",spam\n");
            csv.append(ham.get(i % 4)).append(' ').append(i).append(",ham\n");
        }
        Files.writeString(mail, csv);

        Classification answer = ReadmeSample.run(model, tokenizer, mail, folder);

        assertThat(answer.label()).isEqualTo("spam");
        assertThat(Adapter.load(folder.resolve("triage")).deltas()).hasSize(12);
    }

    private Path resource(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = ReadmeTest.class.getResourceAsStream("/" + name)) {
            Files.copy(in, file);
        }
        return file;
    }
}
