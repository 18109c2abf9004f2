/** Sixty-four tenants on one base. */
@NullMarked
package io.adapt4j.examples.multitenant;

import org.jspecify.annotations.NullMarked;
