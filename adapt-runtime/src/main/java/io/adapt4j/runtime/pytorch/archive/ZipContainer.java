package io.adapt4j.runtime.pytorch.archive;

import io.adapt4j.error.InvalidModelException;
import io.adapt4j.spi.ModelSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** The entries of a TorchScript archive by their names without the root folder. */
final class ZipContainer {
    private final Content content;
    private final Map<String, ZipEntry> entries;
    private final String root;

    private ZipContainer(Content content, Map<String, ZipEntry> entries, String root) {
        this.content = content;
        this.entries = entries;
        this.root = root;
    }

    static ZipContainer read(ModelSource source) {
        Content content = Content.of(source);
        Map<String, ZipEntry> entries = ZipEntries.of(content);
        if (entries.isEmpty()) {
            throw new InvalidModelException(content + " is not a TorchScript archive: it is an empty zip file");
        }
        String first = entries.keySet().iterator().next();
        String root = first.substring(0, first.indexOf('/') + 1);
        for (String name : entries.keySet()) {
            if (root.isEmpty() || !name.startsWith(root)) {
                throw new InvalidModelException(content + " is not a TorchScript archive: its entries, such as \""
                        + name + "\", do not lie in one folder");
            }
        }
        return new ZipContainer(content, entries, root);
    }

    /** The root folder's name, with a slash at its end. */
    String root() {
        return root;
    }

    /** The entries in the order of the directory. */
    Collection<ZipEntry> entries() {
        return entries.values();
    }

    Optional<ZipEntry> find(String name) {
        @Nullable ZipEntry entry = entries.get(root + name);
        return Optional.ofNullable(entry);
    }

    /** The name of an entry without the root folder. */
    String relative(ZipEntry entry) {
        return entry.name().substring(root.length());
    }

    /** The whole of a small entry, checked against its CRC; memory is taken as the bytes come, not as the header says. */
    byte[] bytes(ZipEntry entry, long limit) {
        if (entry.size() > limit) {
            throw new InvalidModelException("Entry \"" + entry.name() + "\" of " + content + " takes " + entry.size()
                    + " bytes; " + limit + " are the most");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) Math.min(entry.size(), 1 << 16));
        try (InputStream in = open(entry)) {
            in.transferTo(out);
        } catch (IOException e) {
            throw new InvalidModelException("Cannot read entry \"" + entry.name() + "\" of " + content, e);
        }
        return out.toByteArray();
    }

    /** A stream over an entry, which fails at its end when size or CRC are not those of the directory. */
    InputStream open(ZipEntry entry) throws IOException {
        InputStream raw = content.stream(entry.dataOffset(), entry.compressedSize());
        InputStream inflated = entry.method() == ZipEntry.STORED
                ? raw
                : new InflaterInputStream(raw, new Inflater(true), 1 << 14) {
                    @Override
                    public void close() throws IOException {
                        inf.end();
                        super.close();
                    }
                };
        return new Checked(inflated, entry);
    }

    @Override
    public String toString() {
        return content.toString();
    }

    /** A stream that must have the size and CRC of its entry. */
    private static final class Checked extends CheckedInputStream {
        private final ZipEntry entry;
        private long remaining;

        Checked(InputStream in, ZipEntry entry) {
            super(in, new CRC32());
            this.entry = entry;
            this.remaining = entry.size();
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? -1 : 1);
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            if (length > 0) {
                count(count);
            }
            return count;
        }

        private void count(int count) throws IOException {
            if (count > 0) {
                remaining -= count;
            }
            boolean atEnd = count < 0;
            if (remaining < 0 || (atEnd && remaining > 0)) {
                throw new IOException("\"" + entry.name() + "\" does not have the " + entry.size()
                        + " bytes that the directory says");
            }
            if (remaining == 0 && (int) getChecksum().getValue() != entry.crc()) {
                throw new IOException("\"" + entry.name() + "\" is damaged: its CRC-32 does not agree");
            }
        }
    }
}
