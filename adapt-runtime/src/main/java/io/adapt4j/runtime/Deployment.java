package io.adapt4j.runtime;

import io.adapt4j.ContentHash;

/**
 * What a name in a running host stands for at one moment.
 *
 * @param name the deployment's name
 * @param adapter the hash of the adapter that serves it
 * @param version counts the adapters deployed under the name, from 1
 * @param residentBytes native memory that the adapter holds
 */
public record Deployment(String name, ContentHash adapter, long version, long residentBytes) {}
