package io.adapt4j.runtime.kit;

import io.adapt4j.runtime.pytorch.archive.TestArchive;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** The small TorchScript archives with another source. */
public final class TorchArchives {
    private static final String SOURCE = "code/__torch__.py";

    private TorchArchives() {}

    /**
     * An archive whose main source file is edited.
     *
     * @param name {@code torchscript/<name>.pt}
     */
    public static byte[] edited(String name, UnaryOperator<String> edit) {
        TestArchive archive = TestArchive.resource(name);
        String source = new String(archive.entry(SOURCE), StandardCharsets.UTF_8);
        String edited = edit.apply(source);
        if (edited.equals(source)) {
            throw new IllegalArgumentException("The edit changes nothing of " + source);
        }
        return archive.with(SOURCE, edited).bytes();
    }
}
