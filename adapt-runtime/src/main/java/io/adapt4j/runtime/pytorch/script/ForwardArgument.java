package io.adapt4j.runtime.pytorch.script;

/**
 * An argument of a program's forward.
 *
 * @param name its name
 * @param type the text of its TorchScript type, such as {@code Optional[Tensor]}
 * @param optional whether it has a default
 */
public record ForwardArgument(String name, String type, boolean optional) {}
