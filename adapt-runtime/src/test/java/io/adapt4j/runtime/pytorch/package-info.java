@NullMarked
package io.adapt4j.runtime.pytorch;

import org.jspecify.annotations.NullMarked;
