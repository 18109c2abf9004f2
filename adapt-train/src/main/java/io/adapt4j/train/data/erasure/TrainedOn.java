package io.adapt4j.train.data.erasure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The adapters that were trained on a record, for whoever has to forget it.
 *
 * @param adapters the directories of those whose index has it; wrongly so with the odds of {@link RecordIndex}
 * @param unknown the directories of those that have no index and may or may not have seen it
 */
public record TrainedOn(List<Path> adapters, List<Path> unknown) {

    public TrainedOn {
        adapters = List.copyOf(adapters);
        unknown = List.copyOf(unknown);
    }

    /**
     * Looks in the indexes of adapters. An index holds whole texts, and the identifiers that it was told to find in them; a part of a
     * text is not found.
     *
     * @param adapterDirectories the directories of the adapters
     * @param record a text as it was in the data, but for case, white space and Unicode form; or an identifier
     * @param secret the key that the indexes were made with; may be empty
     * @throws io.adapt4j.error.InvalidDataException when an index is damaged, or the secret is another one; says which
     */
    public static TrainedOn find(Collection<Path> adapterDirectories, String record, byte[] secret) {
        List<Path> adapters = new ArrayList<>();
        List<Path> unknown = new ArrayList<>();
        for (Path directory : adapterDirectories) {
            if (!Files.exists(directory.resolve(RecordIndex.FILE))) {
                unknown.add(directory);
            } else if (RecordIndex.load(directory).contains(record, secret)) {
                adapters.add(directory);
            }
        }
        return new TrainedOn(adapters, unknown);
    }
}
