package io.adapt4j.testing;

import java.util.Locale;

/** Another default locale, until it is closed. */
public final class DefaultLocale implements AutoCloseable {
    private final Locale before = Locale.getDefault();

    private DefaultLocale() {}

    /** One in which numbers are written with other digits than 0 to 9. */
    public static DefaultLocale withOtherDigits() {
        DefaultLocale locale = new DefaultLocale();
        Locale.setDefault(Locale.forLanguageTag("fa-IR"));
        return locale;
    }

    @Override
    public void close() {
        Locale.setDefault(before);
    }
}
