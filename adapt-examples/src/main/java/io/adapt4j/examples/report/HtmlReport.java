package io.adapt4j.examples.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A report as one self-contained HTML file: headings, paragraphs, tables and plots, in the order they are added. */
public final class HtmlReport {
    private static final String STYLE = """
            :root { color-scheme: light dark; --text: #1d2530; --soft: #667; --line: #d5dae2; --back: #fff;
                    --s0: #2563c9; --s1: #c2410c; --s2: #15803d; --s3: #7c3aed; }
            @media (prefers-color-scheme: dark) { :root { --text: #e6e9ee; --soft: #9aa4b2; --line: #38414e;
                    --back: #14181e; --s0: #6ea8ff; --s1: #ff9b62; --s2: #5fd08a; --s3: #b99bff; } }
            body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back);
                   max-width: 760px; margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
            table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
            th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
            .number { text-align: right; }
            svg { width: 100%; height: auto; font-size: 12px; }
            svg text { fill: var(--soft); } .grid { stroke: var(--line); } .mark { stroke: var(--soft); stroke-dasharray: 4; }
            .line { fill: none; stroke-width: 2; } .cell { fill: var(--s0); }
            .line.s0 { stroke: var(--s0); } .line.s1 { stroke: var(--s1); } .line.s2 { stroke: var(--s2); }
            .line.s3 { stroke: var(--s3); } .dot { fill-opacity: .55; } .dot.s0 { fill: var(--s0); }
            .dot.s1 { fill: var(--s1); } .dot.s2 { fill: var(--s2); } .dot.s3 { fill: var(--s3); }
            .legend { color: var(--soft); font-size: .85rem; margin: 0; }
            .key { display: inline-block; width: .8em; height: .8em; margin: 0 .4em 0 1em; border-radius: 2px; }
            .key.s0 { background: var(--s0); } .key.s1 { background: var(--s1); } .key.s2 { background: var(--s2); }
            .key.s3 { background: var(--s3); }
            """;

    /** Begins with a digit, or is a dash in the place of one. */
    private static final Pattern FIGURE = Pattern.compile("[-+]?\\d.*|-");

    private final StringBuilder body = new StringBuilder();
    private final String title;

    public HtmlReport(String title) {
        this.title = title;
        body.append("<h1>").append(Svg.escape(title)).append("</h1>\n");
    }

    public void heading(String text) {
        body.append("<h2>").append(Svg.escape(text)).append("</h2>\n");
    }

    public void paragraph(String text) {
        body.append("<p>").append(Svg.escape(text)).append("</p>\n");
    }

    /** A plot made by {@link Svg}. */
    public void plot(String svg) {
        body.append(svg).append('\n');
    }

    /** A table whose first row is its head; columns of figures are aligned at their right, others at their left. */
    public void table(List<List<String>> rows) {
        boolean[] figures = new boolean[rows.stream().mapToInt(List::size).max().orElse(0)];
        for (int column = 0; column < figures.length; column++) {
            figures[column] = hasFigures(rows, column);
        }
        body.append("<table>");
        for (int r = 0; r < rows.size(); r++) {
            String tag = r == 0 ? "th" : "td";
            body.append("<tr>");
            for (int column = 0; column < rows.get(r).size(); column++) {
                body.append('<').append(tag).append(figures[column] ? " class=\"number\">" : ">");
                body.append(Svg.escape(rows.get(r).get(column)));
                body.append("</").append(tag).append('>');
            }
            body.append("</tr>");
        }
        body.append("</table>\n");
    }

    private static boolean hasFigures(List<List<String>> rows, int column) {
        List<String> cells = rows.stream()
                .skip(1)
                .filter(row -> column < row.size())
                .map(row -> row.get(column))
                .filter(cell -> !cell.isEmpty())
                .toList();
        return !cells.isEmpty()
                && cells.stream().allMatch(cell -> FIGURE.matcher(cell).matches());
    }

    public String html() {
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>"
                + Svg.escape(title) + "</title><style>\n" + STYLE + "</style></head><body>\n" + body
                + "</body></html>\n";
    }

    public void write(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, html());
    }
}
