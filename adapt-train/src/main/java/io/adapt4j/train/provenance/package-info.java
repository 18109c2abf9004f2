/** What is on record about a training: where it ran, and what it cost. */
@NullMarked
package io.adapt4j.train.provenance;

import org.jspecify.annotations.NullMarked;
