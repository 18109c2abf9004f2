package io.adapt4j.registry.bases;

import io.adapt4j.ContentHash;
import io.adapt4j.registry.Change;

/**
 * A base model as it was registered. It never changes; another model, also a further-trained or quantised form of the same, is
 * another version.
 *
 * @param registered who registered it first
 */
public record BaseVersion(BaseDescription description, Change registered) {

    public ContentHash hash() {
        return description.hash();
    }

    public String name() {
        return description.name();
    }

    /** {@code <name>@<the first digits of the hash>}. */
    @Override
    public String toString() {
        return name() + "@" + hash().abbreviated();
    }
}
