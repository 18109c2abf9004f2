package io.adapt4j.train.data.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MinHashTest {

    private static Set<String> runs(String text) {
        Set<String> runs = new HashSet<>();
        for (int i = 0; i + 5 <= text.length(); i++) {
            runs.add(text.substring(i, i + 5));
        }
        return runs;
    }

    private static double jaccard(String one, String other) {
        Set<String> both = runs(one);
        both.retainAll(runs(other));
        Set<String> any = runs(one);
        any.addAll(runs(other));
        return both.size() / (double) any.size();
    }

    private static String text(SplittableRandom random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    @Test
    void estimate_textsThatSharePart_isNearTheTrueSimilarity() {
        SplittableRandom random = new SplittableRandom(11);
        double sum = 0;
        for (int i = 0; i < 40; i++) {
            String shared = text(random, 60);
            String one = shared + text(random, 30);
            String other = shared + text(random, 10 + i);
            double estimate = MinHash.estimate(MinHash.signature(one), MinHash.signature(other));
            assertThat(estimate).isCloseTo(jaccard(one, other), within(0.2));
            sum += estimate - jaccard(one, other);
        }
        assertThat(sum / 40).isCloseTo(0, within(0.03));
    }

    @Test
    void add_similarTexts_findsTheFirst() {
        SplittableRandom random = new SplittableRandom(12);
        MinHash index = new MinHash(0.8);
        for (int i = 0; i < 50; i++) {
            assertThat(index.add("text" + i + text(random, 100))).isEqualTo(i);
        }
        String base = text(random, 200);
        assertThat(index.add(base)).isEqualTo(50);
        assertThat(index.add(base + "xyz")).isEqualTo(50);
        assertThat(index.add("abc" + base)).isEqualTo(50);
        assertThat(index.add("")).isEqualTo(53);
        assertThat(index.add("ab")).isEqualTo(54);
        assertThat(index.add("ab")).isEqualTo(54);
    }
}
