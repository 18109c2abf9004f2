@NullMarked
package io.adapt4j.train.data.policy;

import org.jspecify.annotations.NullMarked;
