package io.adapt4j.runtime.onnx.edit;

import io.adapt4j.TargetModule;
import io.adapt4j.runtime.onnx.graph.Node;

/**
 * A node that computes a target module, {@code y = x W}. A module that a model calls several times has several.
 *
 * @param module the module
 * @param node the MatMul or Gemm
 * @param input the value {@code x [..., in]}
 * @param output the value {@code y [..., out]}
 * @param weight the initializer or Constant output that holds W
 * @param transposed whether W is stored as {@code [out, in]}
 */
public record OnnxTarget(
        TargetModule module, Node node, String input, String output, String weight, boolean transposed) {}
