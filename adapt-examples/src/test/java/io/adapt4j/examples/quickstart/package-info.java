@NullMarked
package io.adapt4j.examples.quickstart;

import org.jspecify.annotations.NullMarked;
