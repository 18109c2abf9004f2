package io.adapt4j.train.migrate.compare;

/** What is different between two base models; the first that is true. */
public enum Change {
    /** Nothing: they are the same, maybe in another file or for another engine. */
    NONE("the same model"),
    /** The weights alone: a successor of the same graph. */
    WEIGHTS("the same graph with other weights"),
    /** Names too: modules of the same shapes in the same order. */
    NAMES("modules of the same shapes under other names"),
    /** Width, depth, heads or what lies between the modules, of the same kinds of modules. */
    SHAPE("the same kinds of modules in another width, depth or arrangement"),
    /** Kinds of modules. */
    FAMILY("another family of models");

    private final String text;

    Change(String text) {
        this.text = text;
    }

    /** As a phrase. */
    public String text() {
        return text;
    }
}
