package io.adapt4j.train.recipe.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What was probably meant by a word that is not known. */
public final class Suggestion {
    private Suggestion() {}

    /** A sentence that names the nearest known word, if one is near, and all of them. */
    public static String of(String given, Collection<String> known) {
        String word = given.toLowerCase(Locale.ROOT);
        int most = Math.max(1, given.length() / 3);
        String choices = "known are " + known;
        return known.stream()
                .filter(candidate -> distance(word, candidate.toLowerCase(Locale.ROOT)) <= most)
                .min(Comparator.comparingInt(candidate -> distance(word, candidate.toLowerCase(Locale.ROOT))))
                .map(nearest -> "did you mean \"" + nearest + "\"? (" + choices + ")")
                .orElse(choices);
    }

    /** The edits from one word to another: letters inserted, deleted, replaced, or swapped with their neighbour. */
    static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
