package io.adapt4j.registry;

import io.adapt4j.ContentHash;
import io.adapt4j.error.RegistryException;
import java.util.Comparator;

/**
 * What a version is called: its adapter's name and the hash of its content, so that equal contents under one name are one version.
 *
 * @param adapter the name under which it was registered
 * @param hash the hash over the names and bytes of all its files
 */
public record VersionId(String adapter, ContentHash hash) implements Comparable<VersionId> {
    private static final Comparator<VersionId> ORDER = Comparator.comparing(VersionId::adapter)
            .thenComparing(id -> id.hash().hex());

    /**
     * @throws RegistryException when the adapter's name is not of the form that {@link Registry} describes
     */
    public VersionId {
        Names.check("adapter", adapter);
    }

    /** Parses the form that {@link #toString} gives, {@code <adapter>@sha256:<hex>}. */
    public static VersionId parse(String text) {
        int at = text.indexOf('@');
        if (at < 0) {
            throw new RegistryException(
                    "A version is written <adapter>@sha256:<hex>, but this is \"" + text + "\" without an @");
        }
        return new VersionId(text.substring(0, at), ContentHash.parse(text.substring(at + 1)));
    }

    @Override
    public int compareTo(VersionId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return adapter + "@" + hash;
    }
}
