@NullMarked
package io.adapt4j.runtime.dashboard;

import org.jspecify.annotations.NullMarked;
