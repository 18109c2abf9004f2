/** (IA)3: learned factors of activations. */
@NullMarked
package io.adapt4j.method.ia3;

import org.jspecify.annotations.NullMarked;
