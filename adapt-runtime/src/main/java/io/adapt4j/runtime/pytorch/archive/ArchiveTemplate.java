package io.adapt4j.runtime.pytorch.archive;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.error.EngineException;
import io.adapt4j.error.InvalidModelException;
import io.adapt4j.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive without its weights, to be completed with weights from elsewhere: a zip file with the entries of the
 * archive except some of its storages, and an entry {@code weights.txt} with a line for each missing tensor: its parameter path,
 * storage, element type and shape:
 *
 * <pre>{@code encoder.layer.0.output.dense.weight 14 float32 [32, 64]}</pre>
 *
 * <p>The same weights give the same bytes.
 */
public final class ArchiveTemplate {
    private static final String INDEX = "weights.txt";
    private static final long MAX_BYTES = 64 << 20;
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final String root;
    private final Map<String, byte[]> entries;
    private final Map<String, MissingTensor> missing;

    private ArchiveTemplate(String root, Map<String, byte[]> entries, Map<String, MissingTensor> missing) {
        this.root = root;
        this.entries = entries;
        this.missing = missing;
    }

    /**
     * Reads a template to its end.
     *
     * @throws InvalidModelException when it is no zip file, has no index, is larger than 64 MiB, or its index does not fit it
     */
    public static ArchiveTemplate read(InputStream in) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        long budget = MAX_BYTES;
        try {
            ZipInputStream zip = new ZipInputStream(in);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] bytes = zip.readNBytes((int) budget + 1);
                budget -= bytes.length;
                if (budget < 0) {
                    throw new InvalidModelException(
                            "An archive template holds " + MAX_BYTES + " bytes at most; this one goes on");
                }
                if (entries.put(entry.getName(), bytes) != null) {
                    throw new InvalidModelException(
                            "The archive template has the entry \"" + entry.getName() + "\" twice");
                }
            }
        } catch (IOException e) {
            throw new InvalidModelException("Cannot read the archive template: " + e.getMessage(), e);
        }
        String index = entries.keySet().stream()
                .filter(name -> name.endsWith("/" + INDEX))
                .findFirst()
                .orElseThrow(() -> new InvalidModelException("An archive template has an entry <root>/" + INDEX
                        + ", but this one has " + new TreeSet<>(entries.keySet())));
        String root = index.substring(0, index.length() - INDEX.length());
        Map<String, MissingTensor> missing = missing(entries.remove(index));
        Set<String> taken = new HashSet<>(entries.keySet());
        missing.forEach((path, tensor) -> {
            if (!taken.add(root + tensor.entry())) {
                throw new InvalidModelException("The index of the archive template says that " + path
                        + " lies in storage " + tensor.storage() + ", which is not missing");
            }
        });
        return new ArchiveTemplate(root, entries, missing);
    }

    private static Map<String, MissingTensor> missing(byte[] index) {
        Map<String, MissingTensor> missing = new LinkedHashMap<>();
        new String(index, StandardCharsets.UTF_8).lines().forEach(line -> {
            MissingTensor tensor = MissingTensor.parse(line);
            if (missing.put(tensor.path(), tensor) != null) {
                throw new InvalidModelException("The index of the archive template has " + tensor.path() + " twice");
            }
        });
        return missing;
    }

    /** The tensors to be filled in, by parameter path, in the order of the index. */
    public Map<String, MissingTensor> missing() {
        return Collections.unmodifiableMap(missing);
    }

    /**
     * Writes the archive with the weights in their places. The stream is flushed and stays open.
     *
     * @param weights a tensor for each that is {@link #missing}
     * @throws InvalidModelException when one is not there, or of another shape or element type, or more are there; the message
     *     names it
     */
    public void fill(Map<String, Tensor> weights, OutputStream out) {
        Map<String, Tensor> storages = storages(weights);
        try {
            ZipOutputStream zip = new ZipOutputStream(out);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                put(zip, entry.getKey(), ByteBuffer.wrap(entry.getValue()));
            }
            for (Map.Entry<String, Tensor> entry : storages.entrySet()) {
                put(zip, entry.getKey(), entry.getValue().data());
            }
            zip.finish();
            zip.flush();
        } catch (IOException e) {
            throw new EngineException("Cannot write the filled archive: " + e.getMessage(), e);
        }
    }

    /** The entries of the weights, each of which is what its place needs. */
    private Map<String, Tensor> storages(Map<String, Tensor> weights) {
        Map<String, Tensor> storages = new LinkedHashMap<>();
        for (MissingTensor expected : missing.values()) {
            Tensor given = weights.get(expected.path());
            if (given == null) {
                throw new InvalidModelException("The archive template needs a tensor for " + expected.path()
                        + ", but was given " + new TreeSet<>(weights.keySet()));
            }
            if (given.dataType() != DataType.FLOAT32 || !given.shape().equals(expected.shape())) {
                throw new InvalidModelException("The archive template needs float32" + expected.shape() + " for "
                        + expected.path() + ", but was given " + given);
            }
            storages.put(root + expected.entry(), given);
        }
        Set<String> more = new TreeSet<>(weights.keySet());
        more.removeAll(missing.keySet());
        if (!more.isEmpty()) {
            throw new InvalidModelException(
                    "The archive template has no place for " + more + "; it needs " + missing.keySet());
        }
        return storages;
    }

    /** Stored as it is, because what deflate makes of it differs between Java runtimes. */
    private static void put(ZipOutputStream zip, String name, ByteBuffer data) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(data.duplicate());
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(data.remaining());
        entry.setCompressedSize(data.remaining());
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        Channels.newChannel(zip).write(data);
        zip.closeEntry();
    }
}
