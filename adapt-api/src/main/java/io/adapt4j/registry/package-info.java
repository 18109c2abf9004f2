/** The versioned store of adapters: versions, notes, aliases, states, and what keeps them. */
@NullMarked
package io.adapt4j.registry;

import org.jspecify.annotations.NullMarked;
