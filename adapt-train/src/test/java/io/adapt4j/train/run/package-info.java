@NullMarked
package io.adapt4j.train.run;

import org.jspecify.annotations.NullMarked;
