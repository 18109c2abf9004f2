@NullMarked
package io.adapt4j.train.provenance;

import org.jspecify.annotations.NullMarked;
