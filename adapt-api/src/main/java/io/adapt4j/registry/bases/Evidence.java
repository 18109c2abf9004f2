package io.adapt4j.registry.bases;

import io.adapt4j.registry.Change;
import io.adapt4j.registry.VersionId;

/**
 * Something that shows how good a successor is, such as the verdict on an adapter that was migrated to it.
 *
 * @param version the adapter version that it is attached to
 * @param attachment its name there ({@link io.adapt4j.registry.Registry#attachments}); gone when the version is collected
 * @param summary in a sentence
 * @param added who added it
 */
public record Evidence(VersionId version, String attachment, String summary, Change added) {}
