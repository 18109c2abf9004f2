@NullMarked
package io.adapt4j.runtime.pytorch.archive;

import org.jspecify.annotations.NullMarked;
