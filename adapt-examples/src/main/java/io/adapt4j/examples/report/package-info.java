/** Reports as one HTML file with plots drawn in SVG. */
@NullMarked
package io.adapt4j.examples.report;

import org.jspecify.annotations.NullMarked;
