@NullMarked
package io.adapt4j.train.task;

import org.jspecify.annotations.NullMarked;
