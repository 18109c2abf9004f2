/** What an engine implements to be found by {@link io.adapt4j.BaseModel#open}. */
@NullMarked
package io.adapt4j.spi;

import org.jspecify.annotations.NullMarked;
