/** What a few examples per class are good for: three ways of learning from them, compared. */
@NullMarked
package io.adapt4j.examples.fewshot;

import org.jspecify.annotations.NullMarked;
