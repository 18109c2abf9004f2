/**
 * The ONNX graph in plain Java: what the editing of graphs and the building of gradient graphs work on. Reading and
 * writing the file format is another package's business.
 */
@NullMarked
package io.adapt4j.runtime.onnx.graph;

import org.jspecify.annotations.NullMarked;
