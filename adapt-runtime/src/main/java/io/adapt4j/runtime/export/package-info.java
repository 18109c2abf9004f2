/** Adapters and adapted models as files for other runtimes. */
@NullMarked
package io.adapt4j.runtime.export;

import org.jspecify.annotations.NullMarked;
