/** Signatures of adapters, who may sign what, and encryption at rest. */
@NullMarked
package io.adapt4j.trust;

import org.jspecify.annotations.NullMarked;
