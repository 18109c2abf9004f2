@NullMarked
package io.adapt4j.examples.report;

import org.jspecify.annotations.NullMarked;
