package io.adapt4j.train.migrate.compare;

/** How likely it is that a strategy works. */
public enum Outlook {
    LIKELY,
    POSSIBLE,
    /** It cannot be done, or there is no reason why it should work. */
    HOPELESS
}
