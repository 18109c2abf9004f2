/** The record of who did what to which adapter and why, and of which adapter gave which answer. */
@NullMarked
package io.adapt4j.audit;

import org.jspecify.annotations.NullMarked;
