package io.adapt4j.train.migrate.strategy;

import io.adapt4j.runtime.text.TokenizedText;
import java.util.ArrayList;
import java.util.List;

/** Which tokens of two readings of one text stand for the same characters. */
final class TokenPairs {
    private TokenPairs() {}

    /** A token of the old reading and one of the new one. */
    record Pair(int old, int now) {}

    /**
     * For each token of the new reading the old token that holds its first character; the first and last special tokens belong together. Tokens
     * without a partner are left out.
     */
    static List<Pair> of(TokenizedText old, TokenizedText now) {
        List<Pair> pairs = new ArrayList<>();
        int at = 0;
        for (int token = 0; token < now.length(); token++) {
            int start = now.starts()[token];
            if (start < 0) {
                special(old, now, token, pairs);
                continue;
            }
            while (at < old.length() && (old.starts()[at] < 0 || old.ends()[at] <= start)) {
                at++;
            }
            if (at < old.length() && old.starts()[at] <= start) {
                pairs.add(new Pair(at, token));
            }
        }
        return pairs;
    }

    private static void special(TokenizedText old, TokenizedText now, int token, List<Pair> pairs) {
        int partner = token == 0 ? 0 : old.length() - 1;
        if ((token == 0 || token == now.length() - 1) && partner >= 0 && old.starts()[partner] < 0) {
            pairs.add(new Pair(partner, token));
        }
    }
}
