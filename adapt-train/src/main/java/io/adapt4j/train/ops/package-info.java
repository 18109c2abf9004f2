/** Tensor operations that every training engine has, in which methods and losses are written once for all of them. */
@NullMarked
package io.adapt4j.train.ops;

import org.jspecify.annotations.NullMarked;
