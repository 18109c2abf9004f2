package io.adapt4j.runtime.pytorch.archive;

/**
 * Where an entry of a zip file lies.
 *
 * @param name its name with the archive's root folder
 * @param method {@link #STORED} or {@link #DEFLATED}
 * @param crc the CRC-32 of its bytes
 * @param compressedSize its size in the file, in bytes
 * @param size its size once inflated, in bytes
 * @param dataOffset where its bytes begin in the file
 * @param headerOffset where its local header begins
 */
record ZipEntry(String name, int method, int crc, long compressedSize, long size, long dataOffset, long headerOffset) {
    static final int STORED = 0;
    static final int DEFLATED = 8;
}
