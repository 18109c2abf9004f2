@NullMarked
package io.adapt4j.audit;

import org.jspecify.annotations.NullMarked;
