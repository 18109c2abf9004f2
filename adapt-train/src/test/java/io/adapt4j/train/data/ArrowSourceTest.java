package io.adapt4j.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that Arrow's own writer made are read. Writing needs an option of the JVM, so that it happens in another one; reading does not. */
class ArrowSourceTest {
    private static final List<Example> EXAMPLES = List.of(
            new Example("win cash", "spam"),
            new Example("l\u00fcnch \ud83c\udf5c", "ham"),
            new Example("prize", "spam"));

    @TempDir
    private static Path folder;

    /** Writes the examples as two batches, as a file and as a stream. */
    static final class Program {
        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            try (BufferAllocator allocator = new RootAllocator();
                    VarCharVector values = texts(allocator, "values", List.of("spam", "ham"))) {
                Dictionary labels = new Dictionary(values, new DictionaryEncoding(1, false, null));
                var dictionaries = new DictionaryProvider.MapDictionaryProvider(labels);
                try (FileChannel file = open(folder.resolve("data.arrow"));
                        FileChannel stream = open(folder.resolve("data.arrows"));
                        VectorSchemaRoot root = root(allocator, labels, EXAMPLES);
                        ArrowWriter asFile = new ArrowFileWriter(root, dictionaries, file);
                        ArrowWriter asStream = new ArrowStreamWriter(root, dictionaries, stream)) {
                    for (ArrowWriter writer : List.of(asFile, asStream)) {
                        writer.start();
                        writer.writeBatch();
                        writer.writeBatch();
                        writer.end();
                    }
                }
            }
        }

        private static FileChannel open(Path file) throws IOException {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        }

        private static VectorSchemaRoot root(BufferAllocator allocator, Dictionary labels, List<Example> examples) {
            VarCharVector text = texts(
                    allocator, "text", examples.stream().map(Example::text).toList());
            Float8Vector number = new Float8Vector("number", allocator);
            number.allocateNew(examples.size());
            for (int i = 0; i < examples.size(); i++) {
                number.set(i, i + 0.5);
            }
            number.setValueCount(examples.size());
            VarCharVector plain = texts(
                    allocator, "label", examples.stream().map(Example::label).toList());
            FieldVector label = (FieldVector) DictionaryEncoder.encode(plain, labels);
            plain.close();
            VarCharVector empty = new VarCharVector("empty", allocator);
            empty.allocateNew();
            empty.setValueCount(examples.size());
            return VectorSchemaRoot.of(text, label, number, empty);
        }

        private static VarCharVector texts(BufferAllocator allocator, String name, List<String> texts) {
            VarCharVector vector = new VarCharVector(name, allocator);
            vector.allocateNew();
            for (int i = 0; i < texts.size(); i++) {
                vector.setSafe(i, texts.get(i).getBytes(StandardCharsets.UTF_8));
            }
            vector.setValueCount(texts.size());
            return vector;
        }
    }

    @BeforeAll
    static void write() throws IOException, InterruptedException {
        ChildJvm.run(
                folder.resolve("log"),
                List.of("--add-opens=java.base/java.nio=ALL-UNNAMED"),
                Program.class,
                folder.toString());
    }

    @Test
    void read_fileAndStream_giveTheRowsOfAllBatches() {
        for (String name : List.of("data.arrow", "data.arrows")) {
            assertThat(ExampleSource.arrow(folder.resolve(name), Example.of("text", "label"))
                            .read())
                    .as(name)
                    .hasSize(6)
                    .startsWith(EXAMPLES.toArray(Example[]::new))
                    .endsWith(EXAMPLES.toArray(Example[]::new));
        }
    }

    @Test
    void read_numbersAndEmptyCells_areTypedAndNamed() {
        Path file = folder.resolve("data.arrow");
        assertThat(ExampleSource.arrow(file, row -> row.number("number")).read())
                .containsExactly(0.5, 1.5, 2.5, 0.5, 1.5, 2.5);
        assertThatThrownBy(() ->
                        ExampleSource.arrow(file, Example.of("text", "empty")).read())
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("data.arrow, row 1:")
                .hasMessageContaining("empty");
        assertThatThrownBy(() ->
                        ExampleSource.arrow(file, Example.of("text", "tag")).read())
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("[text, label, number, empty]");
    }

    @Test
    void read_truncatedOrForeignFile_isRefused() throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve("data.arrow"));
        Path cut = folder.resolve("cut.arrow");
        for (int length : new int[] {0, 5, 20, 300, whole.length / 3, whole.length / 2}) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ExampleSource.arrow(cut, Example.of("text", "label"))
                            .read())
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("cut.arrow");
        }
        Path csv = Files.writeString(folder.resolve("no.arrow"), "text,label\na,b\nlonger than any magic\n");
        assertThatThrownBy(() ->
                        ExampleSource.arrow(csv, Example.of("text", "label")).read())
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("no.arrow");
    }

    @Test
    void read_withoutArrowOnTheClassPath_saysWhatToAdd() throws Exception {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<URL> urls = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            if (!entry.contains("arrow-")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        try (URLClassLoader without =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> sources = without.loadClass(ExampleSource.class.getName());
            Function<Object, Object> same = row -> row;
            Object source = sources.getMethod("arrow", Path.class, Function.class)
                    .invoke(null, folder.resolve("data.arrow"), same);

            assertThatThrownBy(() -> sources.getMethod("read").invoke(source))
                    .cause()
                    .hasToString(UnsupportedFeatureException.class.getName() + ": Arrow files are read with "
                            + "org.apache.arrow:arrow-vector and arrow-memory-unsafe; add both");
        }
    }
}
