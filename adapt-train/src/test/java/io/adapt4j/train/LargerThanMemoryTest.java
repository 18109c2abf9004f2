package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.error.StorageException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.testing.ChildJvm;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.TextPair;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.task.TextEmbedding;
import io.adapt4j.train.task.TrainingTask;
import io.adapt4j.train.testing.TinyBase;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data set that does not fit on the heap is learnt, and gives what it gives on a large heap. */
class LargerThanMemoryTest {
    private static final int ROWS = 6_000;
    private static final int LABELS = 1_000;

    @TempDir
    private Path folder;

    /** Trains on a file and saves. */
    static final class Program {
        public static void main(String[] args) {
            try (BaseModel base = TinyBase.open(1)) {
                Trainer.on(base)
                        .method(Lora.rank(2))
                        .task(TextClassification.inferLabels()
                                .head(new HeadConfig.Linear())
                                .tokenizer(TinyBase.tokenizer()))
                        .hyperparameters(Hyperparameters.defaults().withMaxSteps(5))
                        .storage(new SampleStorage(Long.parseLong(args[2]), Path.of(args[3])))
                        .train(ExampleSource.csv(Path.of(args[0]), "text", "label"))
                        .adapter()
                        .save(Path.of(args[1]));
            }
        }
    }

    private Path data() throws IOException {
        Path file = folder.resolve("data.csv");
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            writer.write("text,label\n");
            for (int row = 0; row < ROWS; row++) {
                writer.write("text " + row % 7919 + ",label " + row % LABELS + "\n");
            }
        }
        return file;
    }

    private void train(Path data, String name, String heap, long heapBytes) throws Exception {
        ChildJvm.run(
                folder.resolve(name + ".log"),
                List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
                Program.class,
                data.toString(),
                folder.resolve(name).toString(),
                Long.toString(heapBytes),
                Files.createDirectories(folder.resolve("spool")).toString());
    }

    @Test
    void train_smallHeap_givesTheSameBytesAsLargeHeap() throws Exception {
        Path data = data();

        assertThatThrownBy(() -> train(data, "none", "24m", Long.MAX_VALUE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("OutOfMemoryError");
        train(data, "small", "24m", 1 << 20);
        train(data, "large", "1g", Long.MAX_VALUE);

        for (String file : List.of("adapter_config.json", "adapter_model.safetensors", "manifest.json")) {
            assertThat(folder.resolve("small").resolve(file))
                    .as(file)
                    .hasSameBinaryContentAs(folder.resolve("large").resolve(file));
        }
        try (var left = Files.list(folder.resolve("spool"))) {
            assertThat(left).isEmpty();
        }
    }

    private static <E> Adapter train(
            BaseModel base, TrainingTask<E, ?> task, ExampleSource<E> examples, SampleStorage storage) {
        return Trainer.on(base)
                .method(Lora.rank(2).dropout(0.1))
                .task(task)
                .epochs(2)
                .batchSize(8)
                .storage(storage)
                .evaluateOn(examples)
                .train(examples)
                .adapter();
    }

    @Test
    void train_onDisk_givesTheSameAdapterAsOnTheHeap() {
        ExampleSource<Example> mail = ExampleSource.of(Mail.examples(40, 1));
        ExampleSource<TextPair> pairs = mail.map(example -> new TextPair(example.text(), example.label()));
        TextClassification labels = TextClassification.inferLabels().tokenizer(TinyBase.tokenizer());
        TextEmbedding partners = TextEmbedding.pairs().tokenizer(TinyBase.tokenizer());
        SampleStorage heap = new SampleStorage(Long.MAX_VALUE, folder.resolve("none"));
        SampleStorage disk = new SampleStorage(0, folder);
        try (BaseModel base = TinyBase.open(1)) {
            assertThat(train(base, labels, mail, disk)).isEqualTo(train(base, labels, mail, heap));
            assertThat(train(base, partners, pairs, disk)).isEqualTo(train(base, partners, pairs, heap));
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void train_noRoomOnDisk_failsTypedAndLeavesNoFile() throws IOException {
        TextClassification labels = TextClassification.inferLabels().tokenizer(TinyBase.tokenizer());
        try (BaseModel base = TinyBase.open(1);
                FileSystem full = Jimfs.newFileSystem(
                        Configuration.unix().toBuilder().setMaxSize(8192).build())) {
            Path spool = Files.createDirectories(full.getPath("/spool"));

            assertThatThrownBy(() ->
                            train(base, labels, ExampleSource.of(Mail.examples(200, 1)), new SampleStorage(0, spool)))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("/spool");
            try (var left = Files.list(spool)) {
                assertThat(left).isEmpty();
            }
        }
    }
}
