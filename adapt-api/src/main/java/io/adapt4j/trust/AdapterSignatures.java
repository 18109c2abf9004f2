package io.adapt4j.trust;

import io.adapt4j.error.StorageException;
import io.adapt4j.error.TrustException;
import io.adapt4j.format.AtomicDirectory;
import io.adapt4j.format.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Signs adapters in the format of <a href="https://github.com/ossf/model-signing-spec">OpenSSF Model Signing</a> 1.0. A
 * signature is a file beside those that it covers, {@code model.sig}; those of further signers are {@code model-2.sig} to
 * {@code model-8.sig}, which every signature leaves out of what it covers. Other tools of the format verify each of them.
 */
public final class AdapterSignatures {
    /** The files that signatures can be in. */
    public static final List<String> NAMES = names();

    private AdapterSignatures() {}

    private static List<String> names() {
        List<String> names = new ArrayList<>(List.of("model.sig"));
        for (int i = 2; i <= 8; i++) {
            names.add("model-" + i + ".sig");
        }
        return List.copyOf(names);
    }

    /**
     * Signs an adapter's directory under its own name and puts the signature into it.
     *
     * @return the file of the signature
     * @throws TrustException when there is no adapter, or it has eight signatures already
     */
    public static Path sign(Path directory, Signer signer) {
        return sign(directory, nameOf(directory), signer);
    }

    /** As {@link #sign(Path, Signer)}, under the name that a policy knows the adapter by. */
    public static Path sign(Path directory, String name, Signer signer) {
        Path current = AtomicDirectory.current(directory);
        SortedMap<String, byte[]> files = DirectoryFiles.read(current, Long.MAX_VALUE - 1);
        String signature = NAMES.stream()
                .filter(free -> !files.containsKey(free))
                .findFirst()
                .orElseThrow(() -> new TrustException(name, "has " + NAMES.size() + " signatures already"));
        byte[] bundle = sign(name, files, signer);
        try {
            return put(current, signature, bundle);
        } catch (IOException e) {
            throw new StorageException("Cannot write the signature to " + current + ": " + e, e);
        }
    }

    /** Writes a file all or nothing, by way of the parent directory, so that the adapter never has a file too many. */
    private static Path put(Path directory, String name, byte[] content) throws IOException {
        Path fresh = directory.resolveSibling("." + directory.getFileName() + "." + UUID.randomUUID() + ".sig");
        try {
            DurableFiles.write(fresh, content);
            DurableFiles.move(fresh, directory.resolve(name));
            DurableFiles.forceNames(directory);
            return directory.resolve(name);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /**
     * Signs the files of an adapter.
     *
     * @param files the content of each, by its path; signatures among them are left out
     * @return the content of a signature's file
     */
    public static byte[] sign(String name, SortedMap<String, byte[]> files, Signer signer) {
        return Bundle.sign(
                Statement.PAYLOAD_TYPE,
                Statement.of(name, withoutSignatures(files)).write(),
                signer);
    }

    static SortedMap<String, byte[]> withoutSignatures(SortedMap<String, byte[]> files) {
        SortedMap<String, byte[]> content = new TreeMap<>(files);
        content.keySet().removeAll(NAMES);
        return content;
    }

    static String nameOf(Path directory) {
        return String.valueOf(directory.toAbsolutePath().normalize().getFileName());
    }
}
