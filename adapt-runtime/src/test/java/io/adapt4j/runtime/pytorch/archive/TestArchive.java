package io.adapt4j.runtime.pytorch.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.spi.ModelSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A TorchScript archive put together entry by entry, or taken apart. */
public final class TestArchive {
    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private String root = "test/";
    private boolean deflated;

    /** An archive with one module of one class, {@code Net}, without attributes. */
    public static TestArchive of(String source) {
        return of(source, new TestPickle().module("__torch__.Net").end());
    }

    /** An archive with one source file and a root module. */
    public static TestArchive of(String source, TestPickle module) {
        return new TestArchive()
                .with("data.pkl", module.bytes())
                .with("code/__torch__.py", source)
                .with("constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'})
                .with("version", "6\n")
                .with("byteorder", "little");
    }

    /** The entries of a committed archive, {@code torchscript/<name>.pt}. */
    public static TestArchive resource(String name) {
        TestArchive archive = new TestArchive();
        ZipContainer container = ZipContainer.read(ModelSource.of(resourceBytes(name)));
        container.entries().forEach(entry -> archive.with(container.relative(entry), container.bytes(entry, 1 << 24)));
        return archive;
    }

    public static byte[] resourceBytes(String name) {
        try (InputStream in = TestArchive.class.getResourceAsStream("/torchscript/" + name + ".pt")) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The names of an archive's entries, without the root folder. */
    public static List<String> names(byte[] bytes) {
        ZipContainer container = ZipContainer.read(ModelSource.of(bytes));
        return container.entries().stream().map(container::relative).toList();
    }

    public TestArchive with(String name, String text) {
        return with(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public TestArchive with(String name, byte[] bytes) {
        entries.put(name, bytes);
        return this;
    }

    public TestArchive with(String name, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return with(name, bytes.array());
    }

    public TestArchive without(String name) {
        entries.remove(name);
        return this;
    }

    public TestArchive root(String name) {
        root = name;
        return this;
    }

    public TestArchive deflated() {
        deflated = true;
        return this;
    }

    public byte[] entry(String name) {
        return entries.getOrDefault(name, new byte[0]);
    }

    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry header = new ZipEntry(root + entry.getKey());
                if (!deflated) {
                    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
                    crc.update(entry.getValue());
                    header.setMethod(ZipEntry.STORED);
                    header.setSize(entry.getValue().length);
                    header.setCrc(crc.getValue());
                }
                zip.putNextEntry(header);
                zip.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    public ModelSource source() {
        return ModelSource.of(bytes());
    }
}
