package io.adapt4j.train.data.policy;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.adapt4j.train.data.Mask;
import java.util.ArrayList;
import java.util.List;

/** Finds international bank account numbers: country, two check digits, 11 to 30 letters or digits, remainder 1 modulo 97. */
final class Ibans {
    private static final int SHORTEST = 15;
    private static final int LONGEST = 34;
    private static final Pattern START = Pattern.compile("(?i)\\b[A-Z]{2}[0-9]{2}[ -]?[A-Z0-9]");

    private Ibans() {}

    static List<Mask> find(String text, String replacement) {
        List<Mask> found = new ArrayList<>();
        Matcher matcher = START.matcher(text);
        int at = 0;
        while (matcher.find(at)) {
            int end = end(text, matcher.start());
            if (end > 0) {
                found.add(new Mask(matcher.start(), end, replacement));
            }
            at = Math.max(end, matcher.start() + 1);
            if (at > text.length()) {
                break;
            }
        }
        return found;
    }

    /** Where the longest valid number that begins there ends; 0 if none does. */
    private static int end(String text, int start) {
        StringBuilder number = new StringBuilder();
        int end = 0;
        for (int at = start; at < text.length() && number.length() < LONGEST; at++) {
            char next = text.charAt(at);
            if (isLetterOrDigit(next)) {
                number.append(next);
                boolean whole = at + 1 == text.length() || !isLetterOrDigit(text.charAt(at + 1));
                if (whole && number.length() >= SHORTEST && isValid(number)) {
                    end = at + 1;
                }
            } else if ((next != ' ' && next != '-' && next != '\u00a0') || !isLetterOrDigit(text.charAt(at - 1))) {
                break;
            }
        }
        return end;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    /** The check of ISO 7064, MOD 97-10: the first four characters behind the others, letters as 10 to 35. */
    static boolean isValid(CharSequence number) {
        int remainder = 0;
        for (int i = 0; i < number.length(); i++) {
            int digit = Character.digit(number.charAt((i + 4) % number.length()), 36);
            remainder = (remainder * (digit > 9 ? 100 : 10) + digit) % 97;
        }
        return remainder == 1;
    }
}
