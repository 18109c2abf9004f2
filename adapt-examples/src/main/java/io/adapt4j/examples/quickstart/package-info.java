/** The first program to run: a real base model learns a real task, live, inside the JVM. */
@NullMarked
package io.adapt4j.examples.quickstart;

import org.jspecify.annotations.NullMarked;
