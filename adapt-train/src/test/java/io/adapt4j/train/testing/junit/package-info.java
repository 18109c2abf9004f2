@NullMarked
package io.adapt4j.train.testing.junit;

import org.jspecify.annotations.NullMarked;
