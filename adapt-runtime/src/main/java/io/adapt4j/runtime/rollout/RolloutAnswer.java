package io.adapt4j.runtime.rollout;

import io.adapt4j.registry.VersionId;
import java.util.Optional;

/**
 * An answer that was given while a rollout may have been under way.
 *
 * @param answer as the deployment's task gives it
 * @param arm which version gave it
 * @param version that version; empty where no rollout is under way, for others may deploy under the name then
 * @param prediction the name by which its outcome can be {@linkplain Rollout#report reported}; empty as above
 */
public record RolloutAnswer<A>(A answer, Arm arm, Optional<VersionId> version, Optional<String> prediction) {}
