@NullMarked
package io.adapt4j.runtime.registry.jdbc;

import org.jspecify.annotations.NullMarked;
