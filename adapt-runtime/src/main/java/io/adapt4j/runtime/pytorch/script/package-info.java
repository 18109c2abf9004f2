/**
 * The source of a TorchScript archive: tokens, syntax, the flow of modules and parameters through it, and the editing that
 * lets adapters in.
 */
@org.jspecify.annotations.NullMarked
package io.adapt4j.runtime.pytorch.script;
