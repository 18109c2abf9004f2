/** A small HTTP service over an adapter host. */
@NullMarked
package io.adapt4j.examples.service;

import org.jspecify.annotations.NullMarked;
