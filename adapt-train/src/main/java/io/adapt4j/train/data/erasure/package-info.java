/** Which adapters were trained on a record. */
@NullMarked
package io.adapt4j.train.data.erasure;

import org.jspecify.annotations.NullMarked;
