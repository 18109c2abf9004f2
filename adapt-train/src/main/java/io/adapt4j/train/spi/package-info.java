/** What an engine implements so that adapters can be trained on its models. */
@NullMarked
package io.adapt4j.train.spi;

import org.jspecify.annotations.NullMarked;
