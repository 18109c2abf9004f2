package io.adapt4j.train.recipe;

import io.adapt4j.Adapter;
import io.adapt4j.ContentHash;
import io.adapt4j.error.IncompatibleAdapterException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An adapter that a recipe names.
 *
 * @param adapter its folder, relative to the recipe's folder
 * @param hash its hash; another adapter is refused
 */
public record AdapterReference(String adapter, Optional<ContentHash> hash) {

    /** The adapter in a folder, whatever its content. */
    public static AdapterReference of(String adapter) {
        return new AdapterReference(adapter, Optional.empty());
    }

    public AdapterReference withHash(ContentHash newHash) {
        return new AdapterReference(adapter, Optional.of(newHash));
    }

    /**
     * Reads the adapter.
     *
     * @param folder the recipe's
     * @throws io.adapt4j.error.InvalidAdapterException when it cannot be read
     * @throws IncompatibleAdapterException when it has another hash than the recipe says
     */
    Adapter open(Path folder) {
        Path directory = folder.resolve(adapter);
        Adapter opened = Adapter.load(directory);
        hash.filter(wanted -> !wanted.equals(opened.hash())).ifPresent(wanted -> {
            throw new IncompatibleAdapterException("The recipe names the adapter " + wanted + ", but " + directory
                    + " is " + opened.hash() + "; put the right one there, or give the recipe the new hash");
        });
        return opened;
    }
}
