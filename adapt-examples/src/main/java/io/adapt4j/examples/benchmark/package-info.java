/** Benchmarks of the library's own paths, on JMH; {@code Benchmarks} runs them and prints the tables in docs. */
@NullMarked
package io.adapt4j.examples.benchmark;

import org.jspecify.annotations.NullMarked;
