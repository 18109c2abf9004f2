package io.adapt4j.train.data.policy;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.data.Mask;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds one kind of personal data in texts. Patterns are those of RE2, whose time is linear in the text whatever the pattern, so that
 * no text can stall a training. A detector finds what looks like such data: a help, not a proof that nothing is left.
 */
public final class Detector {
    /** E-mail addresses, in the form in which people write them. */
    public static final Detector EMAIL =
            regex("EMAIL", "[\\pL\\pN._%+'-]+@[\\pL\\pN](?:[\\pL\\pN-]*[\\pL\\pN])?(?:\\.[\\pL\\pN-]+)*\\.\\pL{2,}");

    /** International bank account numbers with valid check digits (ISO 13616), spaced or not. */
    public static final Detector IBAN = new Detector("IBAN", "(ISO 13616)", Ibans::find);

    /**
     * Telephone numbers: with a country code after {@code +} or {@code 00}, with an area code after 0, or in the form of North
     * America; 7 to 15 digits (ITU-T E.164).
     */
    public static final Detector PHONE = new Detector(
            "PHONE",
            "(E.164 and national forms)",
            matches(
                    Pattern.compile("(?:\\+|\\b00)[1-9](?:[ ()/.-]{0,2}[0-9]){6,14}\\b"
                            + "|\\(?\\b0[1-9][0-9]{1,4}\\)?(?:[ /-]{1,3}[0-9]{2,}){1,5}\\b"
                            + "|\\b0[1-9][0-9]{7,12}\\b"
                            + "|\\(?\\b[2-9][0-9]{2}\\)?[ .-]?[2-9][0-9]{2}[ .-][0-9]{4}\\b"),
                    Detector::isPhone));

    private final String name;
    private final String pattern;
    private final Finder finder;

    /** Finds places in a text. */
    interface Finder {
        List<Mask> find(String text, String replacement);
    }

    private Detector(String name, String pattern, Finder finder) {
        this.name = name;
        this.pattern = pattern;
        this.finder = finder;
    }

    /**
     * A detector of whatever matches a pattern.
     *
     * @param name what it finds; a match is replaced by {@code [name]}
     * @param pattern a regular expression of RE2: without back-references and look-around
     * @throws InvalidDataException when the pattern is none, or matches an empty text
     */
    public static Detector regex(String name, String pattern) {
        try {
            Pattern compiled = Pattern.compile(pattern);
            if (compiled.matches("")) {
                throw new InvalidDataException(
                        "The pattern of the detector " + name + " matches an empty text: " + pattern);
            }
            return new Detector(name, pattern, matches(compiled, match -> true));
        } catch (PatternSyntaxException e) {
            throw new InvalidDataException(
                    "The pattern of the detector " + name + " is not one of RE2: " + e.getMessage()
                            + "; back-references and look-around are not supported",
                    e);
        }
    }

    private static Finder matches(Pattern pattern, Predicate<String> accepted) {
        return (text, replacement) -> {
            List<Mask> found = new ArrayList<>();
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                if (accepted.test(matcher.group())) {
                    found.add(new Mask(matcher.start(), matcher.end(), replacement));
                }
            }
            return found;
        };
    }

    private static boolean isPhone(String match) {
        long digits = match.chars().filter(Character::isDigit).count();
        return digits >= 7 && digits <= 15;
    }

    /** What it finds, such as {@code EMAIL}. */
    public String name() {
        return name;
    }

    /** Its regular expression, or in words what it looks for. */
    public String pattern() {
        return pattern;
    }

    /** What it finds in a text, in its order. */
    public List<Mask> find(String text) {
        return finder.find(text, "[" + name + "]");
    }

    /** Whether both find the same by the same pattern and give it the same name. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Detector detector
                && name.equals(detector.name)
                && pattern.equals(detector.pattern)
                && isBuiltIn() == detector.isBuiltIn();
    }

    /** Whether it finds more than its pattern says. */
    private boolean isBuiltIn() {
        return this == IBAN || this == PHONE;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, pattern);
    }

    @Override
    public String toString() {
        return name;
    }
}
