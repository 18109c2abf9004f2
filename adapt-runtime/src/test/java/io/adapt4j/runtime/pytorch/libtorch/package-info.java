@NullMarked
package io.adapt4j.runtime.pytorch.libtorch;

import org.jspecify.annotations.NullMarked;
