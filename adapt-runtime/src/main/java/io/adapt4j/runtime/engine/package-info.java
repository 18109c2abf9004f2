/** What every engine needs: checks of adapters and inputs, reference counts, the life of a base, batches of mixed rows. */
@NullMarked
package io.adapt4j.runtime.engine;

import org.jspecify.annotations.NullMarked;
