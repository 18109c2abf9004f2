@NullMarked
package io.adapt4j.train.joint;

import org.jspecify.annotations.NullMarked;
