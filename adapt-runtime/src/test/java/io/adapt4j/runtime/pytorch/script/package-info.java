@NullMarked
package io.adapt4j.runtime.pytorch.script;

import org.jspecify.annotations.NullMarked;
