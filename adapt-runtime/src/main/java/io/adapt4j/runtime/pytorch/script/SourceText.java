package io.adapt4j.runtime.pytorch.script;

import io.adapt4j.error.InvalidModelException;

/**
 * A source file of an archive.
 *
 * @param name the entry's name, such as {@code code/__torch__/torch/nn/modules/linear.py}
 * @param text what it holds
 */
record SourceText(String name, String text) {
    private static final String FOLDER = "code/";
    private static final String ENDING = ".py";

    /** The qualified name that its classes and functions begin with, such as {@code __torch__.torch.nn.modules.linear}. */
    String qualifier() {
        return name.substring(FOLDER.length(), name.length() - ENDING.length()).replace('/', '.');
    }

    String substring(int start, int end) {
        return text.substring(start, end);
    }

    /** The error for source that is not TorchScript. */
    InvalidModelException error(int position, String what) {
        long line = 1
                + text.substring(0, Math.min(position, text.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        return new InvalidModelException("The archive's source " + name + " is malformed: line " + line + ": " + what);
    }
}
