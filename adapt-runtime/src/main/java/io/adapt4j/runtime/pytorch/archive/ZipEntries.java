package io.adapt4j.runtime.pytorch.archive;

import io.adapt4j.error.InvalidModelException;
import io.adapt4j.error.UnsupportedFeatureException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the directory of a zip file (APPNOTE.TXT 6.3, zip64 included) with the distrust that a file from elsewhere deserves:
 * entries must lie inside the file, must not overlap, must not exist twice, must have plain relative names and sizes that
 * their bytes can amount to. {@code java.util.zip} reads either files or streams, and checks less.
 */
final class ZipEntries {
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END64 = 0x06064b50;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int END_SIZE = 22;
    private static final int LOCATOR_SIZE = 20;
    private static final int END64_SIZE = 56;
    private static final int CENTRAL_SIZE = 46;
    private static final int LOCAL_SIZE = 30;
    private static final int ZIP64_FIELD = 1;
    private static final long MASK32 = 0xffffffffL;
    private static final int MASK16 = 0xffff;
    private static final int MAX_ENTRIES = 1 << 18;

    /** What deflate can gain at most, with some room. */
    private static final long MAX_RATIO = 1100;

    /** How much larger than the file its content may be, once it is more than {@link #FREE_EXPANSION}. */
    private static final long MAX_EXPANSION = 100;

    private static final long FREE_EXPANSION = 256L << 20;

    private final Content content;

    /** Where the directory lies and how many entries it has. */
    private record Directory(long offset, long size, long entries) {}

    private ZipEntries(Content content) {
        this.content = content;
    }

    /** The entries by name, in the order of the directory, without those that only name a folder. */
    static Map<String, ZipEntry> of(Content content) {
        ZipEntries reader = new ZipEntries(content);
        Directory directory = reader.directory();
        List<ZipEntry> all = reader.entries(directory);
        reader.checkLayout(all, directory.offset);
        Map<String, ZipEntry> byName = new LinkedHashMap<>();
        for (ZipEntry entry : all) {
            if (!entry.name().endsWith("/") && byName.put(entry.name(), entry) != null) {
                throw reader.invalid("it has two entries named \"" + entry.name() + "\"");
            }
        }
        return byName;
    }

    private Directory directory() {
        if (content.size() < END_SIZE || content.read(0, 2).getShort() != 0x504b) {
            throw new InvalidModelException(content + " is not a TorchScript archive: it is no zip file");
        }
        int tail = (int) Math.min(content.size(), END_SIZE + MASK16);
        ByteBuffer end = content.read(content.size() - tail, tail).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = tail - END_SIZE; at >= 0; at--) {
            if (end.getInt(at) == END && u16(end, at + 20) == tail - END_SIZE - at) {
                return directory(end, at, content.size() - tail + at);
            }
        }
        throw invalid("it has no directory, so it is truncated");
    }

    private Directory directory(ByteBuffer end, int at, long position) {
        long entries = u16(end, at + 10);
        long size = end.getInt(at + 12) & MASK32;
        long offset = end.getInt(at + 16) & MASK32;
        long limit = position;
        if (position >= LOCATOR_SIZE) {
            ByteBuffer locator = little(position - LOCATOR_SIZE, LOCATOR_SIZE);
            if (locator.getInt(0) == LOCATOR64) {
                limit = locator.getLong(8);
                ByteBuffer end64 = little(limit, END64_SIZE);
                if (end64.getInt(0) != END64) {
                    throw invalid("its zip64 directory is not where the file says");
                }
                entries = end64.getLong(32);
                size = end64.getLong(40);
                offset = end64.getLong(48);
            }
        }
        if (entries < 0 || entries > MAX_ENTRIES) {
            throw invalid("it claims " + entries + " entries; " + MAX_ENTRIES + " are the most");
        }
        if (offset < 0 || size < 0 || offset > limit || size > limit - offset || size < entries * CENTRAL_SIZE) {
            throw invalid("its directory of " + size + " bytes at " + offset + " does not fit into the file");
        }
        return new Directory(offset, size, entries);
    }

    private List<ZipEntry> entries(Directory directory) {
        if (directory.size > Integer.MAX_VALUE) {
            throw invalid("its directory takes " + directory.size + " bytes");
        }
        ByteBuffer bytes = little(directory.offset, (int) directory.size);
        List<ZipEntry> entries = new ArrayList<>();
        long expanded = 0;
        for (long i = 0; i < directory.entries; i++) {
            if (bytes.remaining() < CENTRAL_SIZE || bytes.getInt(bytes.position()) != CENTRAL) {
                throw invalid("entry " + i + " of its directory is malformed");
            }
            ZipEntry entry = entry(bytes);
            expanded += entry.size();
            entries.add(entry);
        }
        if (expanded < 0 || expanded > Math.max(FREE_EXPANSION, content.size() * MAX_EXPANSION)) {
            throw invalid("it claims to hold " + expanded + " bytes, which is more than " + MAX_EXPANSION
                    + " times its size: refused as a zip bomb");
        }
        return entries;
    }

    /** Reads the next header of the directory. */
    private ZipEntry entry(ByteBuffer bytes) {
        int at = bytes.position();
        int flags = u16(bytes, at + 8);
        int method = u16(bytes, at + 10);
        int nameLength = u16(bytes, at + 28);
        int extraLength = u16(bytes, at + 30);
        int commentLength = u16(bytes, at + 32);
        if (bytes.remaining() < CENTRAL_SIZE + nameLength + extraLength + commentLength) {
            throw invalid("its directory is truncated");
        }
        String name = name(bytes.slice(at + CENTRAL_SIZE, nameLength));
        if ((flags & 1) != 0) {
            throw new UnsupportedFeatureException("Entry \"" + name + "\" of " + content + " is encrypted");
        }
        if (method != ZipEntry.STORED && method != ZipEntry.DEFLATED) {
            throw new UnsupportedFeatureException("Entry \"" + name + "\" of " + content
                    + " is compressed with zip method " + method + "; stored and deflated ones can be read");
        }
        long compressed = bytes.getInt(at + 20) & MASK32;
        long size = bytes.getInt(at + 24) & MASK32;
        long offset = bytes.getInt(at + 42) & MASK32;
        ByteBuffer zip64 = zip64(bytes.slice(at + CENTRAL_SIZE + nameLength, extraLength), name);
        size = size == MASK32 ? next(zip64, name) : size;
        compressed = compressed == MASK32 ? next(zip64, name) : compressed;
        offset = offset == MASK32 ? next(zip64, name) : offset;
        int crc = bytes.getInt(at + 16);
        bytes.position(at + CENTRAL_SIZE + nameLength + extraLength + commentLength);
        checkSizes(name, method, compressed, size);
        return new ZipEntry(name, method, crc, compressed, size, dataOffset(name, method, offset, compressed), offset);
    }

    private void checkSizes(String name, int method, long compressed, long size) {
        if (size < 0 || compressed < 0 || compressed > content.size()) {
            throw invalid("entry \"" + name + "\" claims " + compressed + " bytes, more than the file has");
        }
        boolean possible = method == ZipEntry.STORED ? size == compressed : size / MAX_RATIO <= compressed;
        if (!possible) {
            throw invalid("entry \"" + name + "\" claims to be " + size + " bytes made of " + compressed
                    + ", which its compression cannot do: refused as a zip bomb");
        }
    }

    private String name(ByteBuffer bytes) {
        String name;
        try {
            name = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidModelException(content + " is malformed: the name of an entry is not UTF-8", e);
        }
        boolean folder = name.endsWith("/");
        for (String part : (folder ? name.substring(0, name.length() - 1) : name).split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw invalid("entry \"" + name + "\" would leave the archive");
            }
        }
        if (name.indexOf('\\') >= 0 || name.indexOf(':') >= 0 || name.chars().anyMatch(c -> c < ' ')) {
            throw invalid("entry \"" + name + "\" has a name that is no plain relative path");
        }
        return name;
    }

    private ByteBuffer zip64(ByteBuffer extra, String name) {
        extra.order(ByteOrder.LITTLE_ENDIAN);
        while (extra.remaining() >= 4) {
            int id = u16(extra, extra.position());
            int length = u16(extra, extra.position() + 2);
            extra.position(extra.position() + 4);
            if (length > extra.remaining()) {
                throw invalid("entry \"" + name + "\" has a malformed extra field");
            }
            if (id == ZIP64_FIELD) {
                return extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            }
            extra.position(extra.position() + length);
        }
        return ByteBuffer.allocate(0);
    }

    private long next(ByteBuffer zip64, String name) {
        if (zip64.remaining() < Long.BYTES) {
            throw invalid("entry \"" + name + "\" lacks its zip64 sizes");
        }
        return zip64.getLong();
    }

    private long dataOffset(String name, int method, long offset, long compressed) {
        if (offset < 0 || offset > content.size() - LOCAL_SIZE) {
            throw invalid("entry \"" + name + "\" lies outside the file");
        }
        ByteBuffer local = little(offset, LOCAL_SIZE);
        int nameLength = u16(local, 26);
        boolean agrees = local.getInt(0) == LOCAL && u16(local, 8) == method;
        long data = offset + LOCAL_SIZE + nameLength + u16(local, 28);
        if (!agrees || data > content.size() - compressed || !name.equals(localName(offset, nameLength))) {
            throw invalid("entry \"" + name + "\" is not what the directory says, or is truncated");
        }
        return data;
    }

    private String localName(long offset, int length) {
        return offset + LOCAL_SIZE + length > content.size()
                ? ""
                : StandardCharsets.UTF_8
                        .decode(content.read(offset + LOCAL_SIZE, length))
                        .toString();
    }

    private void checkLayout(List<ZipEntry> entries, long directory) {
        List<ZipEntry> inOrder = new ArrayList<>(entries);
        inOrder.sort(Comparator.comparingLong(ZipEntry::headerOffset));
        long end = 0;
        for (ZipEntry entry : inOrder) {
            if (entry.headerOffset() < end) {
                throw invalid("entry \"" + entry.name() + "\" overlaps another");
            }
            end = entry.dataOffset() + entry.compressedSize();
        }
        if (end > directory) {
            throw invalid("its entries overlap its directory");
        }
    }

    private ByteBuffer little(long position, int length) {
        return content.read(position, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int u16(ByteBuffer bytes, int at) {
        return bytes.getShort(at) & MASK16;
    }

    private InvalidModelException invalid(String what) {
        return new InvalidModelException(content + " is malformed: " + what);
    }
}
