/** Linear algebra of comparing and aligning models, in double precision. */
@NullMarked
package io.adapt4j.train.migrate.algebra;

import org.jspecify.annotations.NullMarked;
