@NullMarked
package io.adapt4j.train.pytorch;

import org.jspecify.annotations.NullMarked;
