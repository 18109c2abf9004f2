/**
 * A TorchScript archive as bytes: the zip container, its pickled objects and its tensors. Everything that a hostile file can
 * do is refused here, before native code sees it.
 */
@org.jspecify.annotations.NullMarked
package io.adapt4j.runtime.pytorch.archive;
