/** LoKr: Kronecker products. */
@NullMarked
package io.adapt4j.method.lokr;

import org.jspecify.annotations.NullMarked;
