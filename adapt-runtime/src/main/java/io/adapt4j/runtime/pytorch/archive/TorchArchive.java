package io.adapt4j.runtime.pytorch.archive;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidModelException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.spi.ModelSource;
import io.adapt4j.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A TorchScript archive, as {@code torch.jit.save} writes it: source text, a tree of objects, and tensors that stay in the file
 * until they are asked for, so that the archive may be larger than memory.
 */
public final class TorchArchive {
    /** The file format versions of libtorch 2.7 (caffe2/serialize/versions.h), without those before constants.pkl. */
    private static final int MIN_VERSION = 2;

    private static final int MAX_VERSION = 10;
    private static final long MAX_SOURCE = 64L << 20;
    private static final long MAX_PICKLE = 256L << 20;

    private final ZipContainer container;
    private final Map<String, String> sources;
    private final ScriptObject module;

    private TorchArchive(ZipContainer container, Map<String, String> sources, ScriptObject module) {
        this.container = container;
        this.sources = sources;
        this.module = module;
    }

    /**
     * Reads an archive's source and objects; of the tensors only where they lie.
     *
     * @throws InvalidModelException when the content is no archive, truncated, malformed or hostile
     * @throws UnsupportedFeatureException when it is one of another kind, byte order or version
     */
    public static TorchArchive read(ModelSource source) {
        ZipContainer container = ZipContainer.read(source);
        requireTorchScript(container);
        requireLittleEndian(container);
        requireVersion(container);
        Object module =
                PickleReader.read("data.pkl", entry(container, "data.pkl"), new PickleCalls(container, "data/"));
        if (!(module instanceof ScriptObject root)) {
            throw new InvalidModelException(container + " holds no module, but something else");
        }
        PickleReader.read("constants.pkl", entry(container, "constants.pkl"), new PickleCalls(container, "constants/"));
        return new TorchArchive(container, sources(container), root);
    }

    private static byte[] entry(ZipContainer container, String name) {
        return container.bytes(required(container, name), MAX_PICKLE);
    }

    private static ZipEntry required(ZipContainer container, String name) {
        return container
                .find(name)
                .orElseThrow(() ->
                        new InvalidModelException(container + " is no complete TorchScript archive: it lacks " + name));
    }

    private static void requireTorchScript(ZipContainer container) {
        ZipEntry data = required(container, "data.pkl");
        boolean code = container.entries().stream().anyMatch(entry -> isSource(container.relative(entry)));
        if (!code && container.find("constants.pkl").isEmpty()) {
            throw new UnsupportedFeatureException(container + " holds weights without a program (" + data.name()
                    + " of torch.save); export the model with torch.jit.trace or torch.jit.script and torch.jit.save");
        }
    }

    private static void requireLittleEndian(ZipContainer container) {
        Optional<ZipEntry> order = container.find("byteorder");
        if (order.isPresent()) {
            String text = new String(container.bytes(order.get(), 64), StandardCharsets.UTF_8).strip();
            if (!text.equals("little")) {
                throw new UnsupportedFeatureException(
                        container + " is written in byte order \"" + text + "\"; only \"little\" can be read");
            }
        }
    }

    private static void requireVersion(ZipContainer container) {
        ZipEntry entry = container
                .find("version")
                .or(() -> container.find(".data/version"))
                .orElseThrow(() ->
                        new InvalidModelException(container + " is no complete TorchScript archive: it lacks version"));
        String text = new String(container.bytes(entry, 64), StandardCharsets.UTF_8).strip();
        boolean number = text.length() <= 4 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number) {
            throw new InvalidModelException(container + " has version \"" + text + "\", which is no number");
        }
        int version = Integer.parseInt(text);
        if (version < MIN_VERSION || version > MAX_VERSION) {
            throw new UnsupportedFeatureException(container + " has TorchScript file format " + version + "; formats "
                    + MIN_VERSION + " to " + MAX_VERSION + " can be read");
        }
    }

    private static Map<String, String> sources(ZipContainer container) {
        Map<String, String> sources = new TreeMap<>();
        long remaining = MAX_SOURCE;
        for (ZipEntry entry : container.entries()) {
            String name = container.relative(entry);
            if (isSource(name)) {
                byte[] bytes = container.bytes(entry, remaining);
                remaining -= bytes.length;
                sources.put(name, text(bytes, entry));
            }
        }
        return sources;
    }

    private static boolean isSource(String name) {
        return name.startsWith("code/") && name.endsWith(".py");
    }

    private static String text(byte[] bytes, ZipEntry entry) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidModelException("The source \"" + entry.name() + "\" is not UTF-8", e);
        }
    }

    /** The source files by name, such as {@code code/__torch__/torch/nn/modules/linear.py}. */
    public Map<String, String> sources() {
        return Collections.unmodifiableMap(sources);
    }

    /** The root module. */
    public ScriptObject module() {
        return module;
    }

    /**
     * Copies a FLOAT32 tensor of at most 2 GB into memory, row by row as its shape says, whatever its strides.
     *
     * @throws InvalidModelException when the entry is damaged
     */
    public Tensor read(StoredTensor tensor) {
        if (tensor.type() != ElementType.FLOAT32) {
            throw new UnsupportedFeatureException("Expected a tensor of FLOAT32, but this one is " + tensor);
        }
        long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
        long count = new Shape(shape).size();
        if (count > Integer.MAX_VALUE / Float.BYTES) {
            throw new UnsupportedFeatureException("A tensor " + tensor + " is larger than 2 GB");
        }
        ByteBuffer data = Tensor.allocate(DataType.FLOAT32, count);
        if (count > 0) {
            StridedCopy.copy(tensor, this::storage, data);
        }
        return Tensor.of(DataType.FLOAT32, new Shape(shape), data.order(ByteOrder.nativeOrder()));
    }

    private InputStream storage(String name) throws IOException {
        return container.open(required(container, name));
    }

    /**
     * The SHA-256 over version, source, objects and tensors by name. It depends neither on the order and compression of the zip
     * file's entries nor on the root folder's name nor on debug information.
     */
    public ContentHash hash() {
        Hasher hasher = Hashing.sha256().newHasher();
        Map<String, ZipEntry> byName = new TreeMap<>();
        container.entries().forEach(entry -> byName.put(container.relative(entry), entry));
        byte[] buffer = new byte[1 << 16];
        byName.forEach((name, entry) -> {
            if (isContent(name)) {
                byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
                hasher.putInt(encoded.length).putBytes(encoded).putLong(entry.size());
                try (InputStream in = container.open(entry)) {
                    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                        hasher.putBytes(buffer, 0, count);
                    }
                } catch (IOException e) {
                    throw new InvalidModelException("Cannot read entry \"" + entry.name() + "\" of " + container, e);
                }
            }
        });
        return ContentHash.of(hasher);
    }

    private static boolean isContent(String name) {
        return isSource(name)
                || name.equals("version")
                || name.equals("data.pkl")
                || name.equals("constants.pkl")
                || name.startsWith("data/")
                || name.startsWith("constants/");
    }

    /** A writer of this archive with other source. */
    public ArchiveWriter writer() {
        return new ArchiveWriter(container);
    }

    @Override
    public String toString() {
        return container.toString();
    }
}
