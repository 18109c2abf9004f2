package io.adapt4j.train.data.quality;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** A data card as Markdown. */
final class CardText {
    private static final int BAR = 40;

    private CardText() {}

    static String of(DataCard card) {
        StringBuilder text = new StringBuilder("# Data card\n\n");
        text.append("| | |\n|---|---|\n");
        row(text, "examples", card.rows());
        row(text, "hash", "`" + card.hash() + "`");
        row(text, "repeated", card.repeated());
        row(text, "repeated but for case, white space and Unicode form", card.repeatedNormalised());
        if (!card.labels().isEmpty()) {
            text.append("\n## Labels\n\n| label | examples | share |\n|---|---|---|\n");
            for (Map.Entry<String, Integer> label : card.labels().entrySet()) {
                row(text, cell(label.getKey()), label.getValue(), percent(label.getValue(), card.rows()));
            }
        }
        text.append("\n## Lengths\n\n| unit | least | mean | median | 95% | most |\n|---|---|---|---|---|---|\n");
        card.lengths()
                .forEach((unit, lengths) -> row(
                        text,
                        unit,
                        lengths.least(),
                        String.format(Locale.ROOT, "%.1f", lengths.mean()),
                        lengths.median(),
                        lengths.most95(),
                        lengths.most()));
        card.lengths().forEach((unit, lengths) -> histogram(text, unit, lengths.histogram()));
        return text.toString();
    }

    private static void histogram(StringBuilder text, String unit, SortedMap<Integer, Integer> bins) {
        int most = Collections.max(bins.values());
        text.append("\n```\n").append(unit).append('\n');
        bins.forEach((from, count) -> text.append(String.format(
                Locale.ROOT,
                "%7d- %-" + BAR + "s %d\n",
                from,
                "#".repeat(Math.max(1, (int) ((long) BAR * count / most))),
                count)));
        text.append("```\n");
    }

    private static String percent(int part, int whole) {
        return String.format(Locale.ROOT, "%.1f%%", 100.0 * part / whole);
    }

    /** A label as a cell: it may hold anything. */
    private static String cell(String label) {
        return label.replace("|", "\\|").replaceAll("\\R", " ");
    }

    private static void row(StringBuilder text, Object... cells) {
        for (Object cell : cells) {
            text.append("| ").append(cell).append(' ');
        }
        text.append("|\n");
    }
}
