package io.adapt4j.runtime.pytorch.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.AdaptException;
import io.adapt4j.error.InvalidModelException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.spi.ModelSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives made to do harm are refused, with a reason. */
class HostileArchiveTest {
    private static final String SOURCE = "class Net(Module):\n  __parameters__ = [\"w\", ]\n  w : Tensor\n";

    private static void refused(byte[] bytes, String reason) {
        assertThatThrownBy(() -> TorchArchive.read(ModelSource.of(bytes)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(reason);
    }

    private static void refused(TestPickle pickle, String reason) {
        refused(TestArchive.of(SOURCE, pickle).with("data/0", 0, 1, 2, 3).bytes(), reason);
    }

    private static TestPickle tensor(int elements, int offset, int[] shape, int[] strides) {
        return new TestPickle()
                .module("__torch__.Net")
                .text("w")
                .tensor("FloatStorage", "0", elements, offset, shape, strides)
                .end();
    }

    /** Changes a field of an entry's header in the directory. */
    private static byte[] patched(byte[] zip, String name, int field, int value) {
        byte[] pattern = name.getBytes(StandardCharsets.UTF_8);
        for (int at = zip.length - pattern.length; at > 46; at--) {
            boolean header = Arrays.equals(zip, at, at + pattern.length, pattern, 0, pattern.length)
                    && zip[at - 46] == 'P'
                    && zip[at - 45] == 'K'
                    && zip[at - 44] == 1;
            if (header) {
                ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putInt(at - 46 + field, value);
                return zip;
            }
        }
        throw new AssertionError(name);
    }

    @Test
    void noZip_isRefused() {
        refused("PyTorch, but no zip file at all".getBytes(StandardCharsets.UTF_8), "no zip file");
        refused(new byte[0], "no zip file");
    }

    @Test
    void truncatedAnywhere_isRefused() {
        byte[] good = TestArchive.resourceBytes("network");
        for (int part = 0; part < 50; part++) {
            byte[] bytes = Arrays.copyOf(good, good.length * part / 50);
            assertThatThrownBy(() -> TorchArchive.read(ModelSource.of(bytes))).isInstanceOf(AdaptException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a/../../evil", "/absolute", "a\\b", "c:evil", "./x", "a//b"})
    void pathTraversal_isRefused(String name) {
        assertThatThrownBy(() -> TorchArchive.read(
                        TestArchive.resource("network").with(name, "x").source()))
                .isInstanceOf(InvalidModelException.class);
    }

    @Test
    void entryOutsideTheRootFolder_isRefused() {
        byte[] bytes = TestArchive.resource("network").root("").bytes();
        refused(bytes, "one folder");
    }

    @Test
    void duplicateEntry_isRefused() {
        byte[] bytes = TestArchive.resource("network").with("versiom", "6").bytes();
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("versiom", "version");
        refused(text.getBytes(StandardCharsets.ISO_8859_1), "two entries");
    }

    @Test
    void zipBombs_areRefused() {
        byte[] zip = TestArchive.resource("network").deflated().bytes();
        refused(patched(zip.clone(), "test/code/__torch__.py", 24, Integer.MAX_VALUE), "zip bomb");
        byte[] zeros = TestArchive.of(SOURCE)
                .with("data/0", new byte[300 << 20])
                .deflated()
                .bytes();
        refused(zeros, "zip bomb");
    }

    @Test
    void sizesThatAreNotTrue_areRefused() {
        byte[] zip = TestArchive.resource("network").deflated().bytes();
        refused(patched(zip.clone(), "test/code/__torch__.py", 24, 5), "Cannot read");
        refused(patched(zip.clone(), "test/code/__torch__.py", 16, 5), "Cannot read");
        refused(patched(zip.clone(), "test/code/__torch__.py", 20, Integer.MAX_VALUE), "more than the file");
        refused(patched(zip.clone(), "test/code/__torch__.py", 42, 1), "not what the directory says");
    }

    @Test
    void storageOutOfBounds_isRefused() {
        refused(tensor(4, 1, new int[] {2, 2}, new int[] {2, 1}), "beyond the 4 elements");
        refused(tensor(4, 0, new int[] {2, 2}, new int[] {3, 1}), "beyond the 4 elements");
        refused(tensor(5, 0, new int[] {5}, new int[] {1}), "should hold 5 elements");
        refused(tensor(4, -1, new int[] {2}, new int[] {1}), "strides");
        refused(tensor(4, 0, new int[] {2}, new int[] {-1}), "no sizes");
        refused(tensor(4, 0, new int[] {2, 2}, new int[] {1}), "strides");
        int huge = Integer.MAX_VALUE;
        refused(tensor(4, 0, new int[] {huge, huge, huge}, new int[] {0, 0, 0}), "too large");
        refused(tensor(4, 0, new int[] {huge, 2}, new int[] {huge, 1}), "beyond");
    }

    @Test
    void missingStorage_isNamed() {
        TestPickle pickle =
                new TestPickle().module("__torch__.Net").tensor("w", "7", 2).end();
        refused(pickle, "data/7");
    }

    @Test
    void unknownGlobals_areRefusedByName() {
        TestPickle pickle = new TestPickle().global("os", "system").text("true").raw(0x85, 'R');
        assertThatThrownBy(
                        () -> TorchArchive.read(TestArchive.of(SOURCE, pickle).source()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("os.system");
    }

    @Test
    void malformedPickles_areRefused() {
        refused(new TestPickle().raw('0'), "opcode");
        refused(new TestPickle().raw('a'), "more values");
        refused(new TestPickle().raw('t'), "not begun");
        refused(new TestPickle().raw('h', 3), "refers to value 3");
        refused(new TestPickle().raw('X', 255, 255, 255, 127), "truncated");
        refused(new TestPickle().raw('X', 1, 0, 0, 0, 0xff), "not UTF-8");
        refused(new TestPickle().raw(0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0), "9 bytes");
        refused(new TestPickle().raw(')', ')', 0x81), "no class of the archive");
        refused(new TestPickle().raw('N', 'N'), "goes on after its end");
        refused(new TestPickle().raw('}', ']', 'N', 's'), "no simple value");
        refused(new TestPickle().raw('N'), "no module");
    }

    @Test
    void newerPickleProtocol_isUnsupported() {
        assertThatThrownBy(() -> TorchArchive.read(TestArchive.of(SOURCE, new TestPickle().raw(0x80, 4, 'N'))
                        .source()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("protocol 4");
    }

    @Test
    void damagedTensor_isFoundWhenItIsRead() {
        byte[] bytes = TestArchive.of(SOURCE, tensor(4, 0, new int[] {4}, new int[] {1}))
                .with("data/0", 0, 1, 2, 3)
                .bytes();
        byte[] marker = {0, 0, (byte) 128, 63, 0, 0, 0, 64};
        int at =
                new String(bytes, StandardCharsets.ISO_8859_1).indexOf(new String(marker, StandardCharsets.ISO_8859_1));
        bytes[at + 2]++;
        TorchArchive archive = TorchArchive.read(ModelSource.of(bytes));
        StoredTensor tensor =
                archive.module().attribute("w", StoredTensor.class).orElseThrow();
        assertThat(tensor.shape()).containsExactly(4L);
        assertThatThrownBy(() -> archive.read(tensor))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("data/0");
    }
}
