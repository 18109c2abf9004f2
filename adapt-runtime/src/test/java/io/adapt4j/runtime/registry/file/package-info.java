@NullMarked
package io.adapt4j.runtime.registry.file;

import org.jspecify.annotations.NullMarked;
