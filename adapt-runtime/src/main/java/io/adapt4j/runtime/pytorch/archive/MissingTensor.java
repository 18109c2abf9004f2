package io.adapt4j.runtime.pytorch.archive;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.error.InvalidModelException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A FLOAT32 tensor that an {@link ArchiveTemplate} leaves out. It fills its storage.
 *
 * @param path the path of the parameter
 * @param storage the key of its storage
 */
public record MissingTensor(String path, String storage, Shape shape) {
    private static final Pattern LINE = Pattern.compile(
            "(?<path>\\S+) (?<storage>[0-9]{1,9}) float32 \\[(?<shape>([0-9]{1,12}(, [0-9]{1,12})*)?)]");

    static MissingTensor parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new InvalidModelException("A line of an archive template's index should be"
                    + " \"<path> <storage> float32 [<size>, ...]\", but is \"" + line + "\"");
        }
        String dims = matcher.group("shape");
        List<Long> sizes = dims.isEmpty()
                ? List.of()
                : Stream.of(dims.split(", ")).map(Long::valueOf).toList();
        return new MissingTensor(matcher.group("path"), matcher.group("storage"), new Shape(sizes));
    }

    /** The entry of its storage, without the root folder. */
    String entry() {
        return "data/" + storage;
    }
}
