package io.adapt4j.runtime.pytorch.archive;

import io.adapt4j.error.EngineException;
import io.adapt4j.error.InvalidModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipOutputStream;

/**
 * Writes an archive again with some of its source replaced or added, everything else entry by entry as a stream. Debug
 * information, which would no longer fit the source, is left out. Entries are stored uncompressed and carry no time, so
 * that the same input gives the same bytes.
 */
public final class ArchiveWriter {
    /** The earliest time that a zip file can say. */
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final ZipContainer container;
    private final Map<String, byte[]> replaced = new HashMap<>();

    ArchiveWriter(ZipContainer container) {
        this.container = container;
    }

    /** Puts source text in the place of an entry, or adds it. */
    public ArchiveWriter source(String name, String text) {
        replaced.put(name, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /**
     * Writes the archive. The stream is flushed and stays open.
     *
     * @throws InvalidModelException when an entry of the original is damaged
     */
    public void write(OutputStream out) {
        Map<String, byte[]> added = new TreeMap<>(replaced);
        try {
            ZipOutputStream zip = new ZipOutputStream(out);
            for (ZipEntry entry : container.entries()) {
                String name = container.relative(entry);
                byte[] text = added.remove(name);
                if (text != null) {
                    put(zip, name, text);
                } else if (!name.endsWith(".debug_pkl")) {
                    copy(zip, entry);
                }
            }
            for (Map.Entry<String, byte[]> entry : added.entrySet()) {
                put(zip, entry.getKey(), entry.getValue());
            }
            zip.finish();
            zip.flush();
        } catch (IOException e) {
            throw new EngineException("Cannot write the edited archive of " + container + ": " + e.getMessage(), e);
        }
    }

    private void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        begin(zip, container.root() + name, bytes.length, (int) crc.getValue());
        zip.write(bytes);
        zip.closeEntry();
    }

    private void copy(ZipOutputStream zip, ZipEntry entry) throws IOException {
        begin(zip, entry.name(), entry.size(), entry.crc());
        try (InputStream in = container.open(entry)) {
            in.transferTo(zip);
        }
        zip.closeEntry();
    }

    private static void begin(ZipOutputStream zip, String name, long size, int crc) throws IOException {
        java.util.zip.ZipEntry header = new java.util.zip.ZipEntry(name);
        header.setMethod(java.util.zip.ZipEntry.STORED);
        header.setSize(size);
        header.setCompressedSize(size);
        header.setCrc(crc & 0xffffffffL);
        header.setTimeLocal(EPOCH);
        zip.putNextEntry(header);
    }
}
