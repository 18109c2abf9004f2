/** What is different between two base models, and what that means for adapters of the one that are to go to the other. */
@NullMarked
package io.adapt4j.train.migrate.compare;

import org.jspecify.annotations.NullMarked;
