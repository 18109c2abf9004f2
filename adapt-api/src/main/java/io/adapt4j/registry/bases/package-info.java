/** Base models as versioned parts of a registry: what each is, what succeeds it, and which adapters are bound to it. */
@NullMarked
package io.adapt4j.registry.bases;

import org.jspecify.annotations.NullMarked;
