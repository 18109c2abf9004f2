/** VeRA: vectors between frozen random matrices. */
@NullMarked
package io.adapt4j.method.vera;

import org.jspecify.annotations.NullMarked;
