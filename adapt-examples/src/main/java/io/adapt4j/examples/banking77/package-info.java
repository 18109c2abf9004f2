/** Intent classification on Banking77: the quality that is recorded in the documentation. */
@NullMarked
package io.adapt4j.examples.banking77;

import org.jspecify.annotations.NullMarked;
