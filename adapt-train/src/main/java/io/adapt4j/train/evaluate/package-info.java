/** An adapter's answers to examples, compared with the truth: what metrics, gates and tests have in common. */
@NullMarked
package io.adapt4j.train.evaluate;

import org.jspecify.annotations.NullMarked;
