/** Which examples are learnt from and which are held out, and how often each label is seen. */
@NullMarked
package io.adapt4j.train.data.split;

import org.jspecify.annotations.NullMarked;
