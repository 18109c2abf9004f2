package io.adapt4j.train.gate;

import io.adapt4j.train.evaluate.ComparedRow;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a verdict as Markdown. */
final class VerdictPage {
    private final StringBuilder page = new StringBuilder();

    private VerdictPage() {}

    static String of(Verdict verdict) {
        VerdictPage page = new VerdictPage();
        page.line("# " + (verdict.passed() ? "Passed" : "Failed"));
        page.line("");
        page.line("- adapter `" + verdict.adapter() + "`");
        page.line("- base `" + verdict.base() + "`");
        page.line("- data `" + verdict.data() + "`, " + verdict.rows() + " rows");
        verdict.champion().ifPresent(champion -> page.line("- champion `" + champion + "`"));
        if (!verdict.repeatable()) {
            page.line("- holds a measured time: judging again may give another verdict");
        }
        page.line("");
        page.line("| criterion | result | measured | against | more |");
        page.line("|---|---|---|---|---|");
        verdict.findings().forEach(finding -> page.row(finding, ""));
        verdict.findings().forEach(finding -> page.examples(finding, finding.criterion()));
        return page.page.toString();
    }

    private void row(Finding finding, String indent) {
        Map<String, Double> more = new TreeMap<>(finding.figures());
        more.remove("measured");
        more.remove("threshold");
        StringBuilder rest = new StringBuilder();
        more.forEach((name, value) ->
                rest.append(name).append(' ').append(number(value)).append(' '));
        line("| " + indent + cell(finding.criterion()) + " | "
                + finding.status().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " | "
                + number(finding.figures().get("measured")) + " | "
                + number(finding.figures().get("threshold")) + " | " + rest + cell(finding.note()) + " |");
        finding.parts().forEach(part -> row(part, indent + "- "));
    }

    private void examples(Finding finding, String title) {
        if (!finding.rows().isEmpty()) {
            line("");
            line("## " + title);
            line("");
            line("| row | text | expected | given |");
            line("|---|---|---|---|");
            for (ComparedRow row : finding.rows()) {
                line("| " + row.row() + " | " + cell(row.text()) + " | " + cell(row.expected()) + " | "
                        + cell(row.given()) + " |");
            }
        }
        finding.parts().forEach(part -> examples(part, title + ": " + part.criterion()));
    }

    private static String number(@Nullable Double value) {
        if (value == null) {
            return "";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString(value.longValue())
                : String.format(Locale.ROOT, "%.4g", value);
    }

    /** Text that stays in its cell. */
    private static String cell(String text) {
        return text.replace("\\", "\\\\").replace("|", "\\|").replaceAll("\\R", " ");
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
