package io.adapt4j.runtime.onnx.edit;

import io.adapt4j.TargetModule;
import io.adapt4j.runtime.onnx.graph.Node;

/**
 * A node that computes a target module, {@code y = alpha x W}, plus a bias where the node is a Gemm that has one. A module
 * that a model calls several times has several.
 *
 * @param module the module
 * @param node the MatMul or Gemm
 * @param input the value {@code x [..., in]}
 * @param output the value {@code y [..., out]}
 * @param weight the initializer or Constant output that holds W
 * @param transposed whether W is stored as {@code [out, in]}
 * @param alpha Gemm's factor, which a change of W is multiplied by as W itself is; 1 for MatMul
 */
public record OnnxTarget(
        TargetModule module, Node node, String input, String output, String weight, boolean transposed, double alpha) {}
