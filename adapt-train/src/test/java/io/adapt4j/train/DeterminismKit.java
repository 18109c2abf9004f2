package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.lora.LoraInitialization;
import io.adapt4j.testing.ChildJvm;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same training in JVMs of their own gives the same files, byte for byte. */
abstract class DeterminismKit {
    private final BaseForm form;

    @TempDir
    private Path folder;

    DeterminismKit(BaseForm form) {
        this.form = form;
    }

    /** Trains and saves, in a JVM of its own. */
    static final class Program {
        public static void main(String[] args) {
            try (BaseModel base = BaseForm.valueOf(args[2]).open(1)) {
                for (LoraInitialization start : LoraInitialization.values()) {
                    train(base, start, Long.parseLong(args[1])).save(Path.of(args[0], start.peftName()));
                }
            }
        }

        private static Adapter train(BaseModel base, LoraInitialization start, long seed) {
            return Trainer.on(base)
                    .method(Lora.rank(4).dropout(0.1).initialization(start))
                    .task(TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer()))
                    .epochs(2)
                    .batchSize(16)
                    .seed(seed)
                    .evaluateOn(ExampleSource.of(Mail.examples(20, 2)))
                    .train(ExampleSource.of(Mail.examples(100, 1)))
                    .adapter();
        }
    }

    private Map<String, String> train(String name, int seed) throws IOException, InterruptedException {
        Path saved = folder.resolve(name);
        ChildJvm.run(
                folder.resolve(name + ".log"),
                List.of(),
                Program.class,
                saved.toString(),
                Integer.toString(seed),
                form.name());
        return SavedFiles.of(saved);
    }

    @Test
    void train_inTwoJvms_givesTheSameFiles() throws Exception {
        Map<String, String> first = train("first", 7);
        assertThat(first)
                .containsKeys(
                        "true/adapter_config.json", "pissa/adapter_model.safetensors", "orthogonal/manifest.json");
        assertThat(train("second", 7)).isEqualTo(first);
        assertThat(train("other", 8)).isNotEqualTo(first);
    }
}
