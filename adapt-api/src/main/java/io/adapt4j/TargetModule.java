package io.adapt4j;

import java.util.Optional;

/**
 * A linear projection {@code y = x W} of a base model that an adapter can modify.
 *
 * @param path the module path, as in the framework the model came from: {@code encoder.layer.0.attention.self.query}
 * @param role what the module does, the same word in every architecture, such as {@code attention.query} or
 *     {@code mlp.up}; empty where the path does not tell
 * @param inFeatures size of the last dimension of the module's input
 * @param outFeatures size of the last dimension of the module's output
 */
public record TargetModule(String path, Optional<String> role, int inFeatures, int outFeatures) {}
