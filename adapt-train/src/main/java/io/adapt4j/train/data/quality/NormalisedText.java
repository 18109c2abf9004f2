package io.adapt4j.train.data.quality;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** A text without what does not matter for whether two texts are the same. */
public final class NormalisedText {
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");

    private NormalisedText() {}

    /** The text in Unicode's form NFKC (UAX 15), without case, with one space for any white space and none around it. */
    public static String of(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        return SPACE.matcher(Normalizer.normalize(folded, Normalizer.Form.NFKC))
                .replaceAll(" ")
                .strip();
    }
}
