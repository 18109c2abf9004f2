@NullMarked
package io.adapt4j.examples;

import org.jspecify.annotations.NullMarked;
