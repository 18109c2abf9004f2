@NullMarked
package io.adapt4j.examples.migrate;

import org.jspecify.annotations.NullMarked;
