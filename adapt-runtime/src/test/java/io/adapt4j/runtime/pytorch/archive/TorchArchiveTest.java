package io.adapt4j.runtime.pytorch.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.InvalidModelException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.spi.ModelSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchArchiveTest {
    private static final String SOURCE = "class Net(Module):\n  __parameters__ = [\"w\", ]\n  w : Tensor\n";

    private static TestPickle net(int elements, int offset, int[] shape, int[] strides) {
        return new TestPickle()
                .module("__torch__.Net")
                .text("w")
                .tensor("FloatStorage", "0", elements, offset, shape, strides)
                .end();
    }

    private static TestArchive archive(TestPickle pickle) {
        return TestArchive.of(SOURCE, pickle).with("data/0", 0, 1, 2, 3, 4, 5, 6, 7);
    }

    private static float[] read(TestArchive archive) {
        TorchArchive read = TorchArchive.read(archive.source());
        return read.read(read.module().attribute("w", StoredTensor.class).orElseThrow())
                .toFloatArray();
    }

    @Test
    void read_contiguousTensor_givesItsElements() {
        assertThat(read(archive(net(8, 2, new int[] {2, 3}, new int[] {3, 1})))).containsExactly(2, 3, 4, 5, 6, 7);
    }

    @Test
    void read_transposedTensor_givesRowMajorElements() {
        assertThat(read(archive(net(8, 0, new int[] {3, 2}, new int[] {1, 3})))).containsExactly(0, 3, 1, 4, 2, 5);
    }

    @Test
    void read_expandedTensor_repeatsElements() {
        assertThat(read(archive(net(8, 5, new int[] {2, 2}, new int[] {0, 1})))).containsExactly(5, 6, 5, 6);
    }

    @Test
    void read_emptyTensor_givesNothing() {
        assertThat(read(archive(net(8, 8, new int[] {0, 3}, new int[] {3, 1})))).isEmpty();
    }

    @Test
    void read_deflatedEntries_givesTheSame() {
        TestPickle pickle = net(8, 1, new int[] {7}, new int[] {1});
        assertThat(read(archive(pickle).deflated())).isEqualTo(read(archive(pickle)));
    }

    @Test
    void read_fromFile_givesTheSame(@TempDir Path folder) throws IOException {
        byte[] bytes = TestArchive.resourceBytes("every-kind");
        Path file = Files.write(folder.resolve("every-kind.pt"), bytes);
        TorchArchive fromFile = TorchArchive.read(ModelSource.of(file));
        TorchArchive fromMemory = TorchArchive.read(ModelSource.of(bytes));
        assertThat(fromFile.hash()).isEqualTo(fromMemory.hash());
        assertThat(fromFile.sources()).isEqualTo(fromMemory.sources());
    }

    @Test
    void hash_otherLayoutRootAndCompression_isTheSame() {
        assertThat(TorchArchive.read(ModelSource.of(TestArchive.resourceBytes("every-kind")))
                        .hash())
                .isEqualTo(TorchArchive.read(ModelSource.of(TestArchive.resourceBytes("every-kind-reordered")))
                        .hash());
    }

    @Test
    void hash_otherWeightOrSource_differs() {
        TestPickle pickle = net(8, 0, new int[] {8}, new int[] {1});
        TorchArchive one = TorchArchive.read(archive(pickle).source());
        TestArchive otherWeight = archive(pickle).with("data/0", 0, 1, 2, 3, 4, 5, 6, 8);
        TestArchive otherSource = archive(pickle).with("code/__torch__.py", SOURCE + "  b : Tensor\n");
        TestArchive otherDebug = archive(pickle).with("code/__torch__.py.debug_pkl", "x");
        assertThat(TorchArchive.read(otherWeight.source()).hash()).isNotEqualTo(one.hash());
        assertThat(TorchArchive.read(otherSource.source()).hash()).isNotEqualTo(one.hash());
        assertThat(TorchArchive.read(otherDebug.source()).hash()).isEqualTo(one.hash());
    }

    @Test
    void writer_copiesEverythingButDebugFiles() {
        TestArchive original = TestArchive.resource("every-kind").with("extra/note", "kept");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TorchArchive.read(original.source()).writer().write(out);
        TorchArchive copy = TorchArchive.read(ModelSource.of(out.toByteArray()));
        assertThat(copy.hash()).isEqualTo(TorchArchive.read(original.source()).hash());
        assertThat(TestArchive.names(out.toByteArray()))
                .contains("extra/note")
                .noneMatch(name -> name.endsWith(".debug_pkl"));
    }

    @Test
    void writer_sameInput_givesTheSameBytes() {
        TorchArchive archive = TorchArchive.read(TestArchive.resource("network").source());
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        archive.writer().source("code/__torch__/added.py", "").write(first);
        archive.writer().source("code/__torch__/added.py", "").write(second);
        assertThat(first.toByteArray()).isEqualTo(second.toByteArray());
    }

    @Test
    void sharedModule_isOneObject() {
        TestPickle pickle = new TestPickle()
                .module("__torch__.Net")
                .module("a", "__torch__.Net")
                .end()
                .raw('q', 1)
                .text("b")
                .raw('h', 1)
                .end();
        ScriptObject root =
                TorchArchive.read(TestArchive.of(SOURCE, pickle).source()).module();
        assertThat(root.attribute("a", ScriptObject.class)).isEqualTo(root.attribute("b", ScriptObject.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data.pkl", "constants.pkl", "version"})
    void read_missingEntry_isNamed(String entry) {
        byte[] bytes = TestArchive.resource("network").without(entry).bytes();
        assertThatThrownBy(() -> TorchArchive.read(ModelSource.of(bytes)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(entry);
    }

    @Test
    void read_weightsWithoutProgram_saysWhatToDo() {
        byte[] bytes = new TestArchive()
                .with("data.pkl", new TestPickle().raw('}').bytes())
                .with("version", "3")
                .bytes();
        assertThatThrownBy(() -> TorchArchive.read(ModelSource.of(bytes)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("torch.jit.save");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "11", "9999"})
    void read_otherVersion_isUnsupported(String version) {
        byte[] bytes = TestArchive.resource("network").with("version", version).bytes();
        assertThatThrownBy(() -> TorchArchive.read(ModelSource.of(bytes)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("format " + version);
    }

    @Test
    void read_bigEndian_isUnsupported() {
        byte[] bytes = TestArchive.resource("network").with("byteorder", "big").bytes();
        assertThatThrownBy(() -> TorchArchive.read(ModelSource.of(bytes)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("big");
    }
}
