package io.adapt4j.examples.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** The plots of a report, as SVG that takes its colours from the page. */
public final class Svg {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 260;
    private static final int LEFT = 56;
    private static final int BOTTOM = 36;
    private static final int TOP = 12;
    private static final int RIGHT = 16;

    private Svg() {}

    /** A named series of points. */
    public record Series(String name, List<Point> points) {}

    /** A point of a plot. */
    public record Point(double x, double y) {}

    /**
     * A line for each series.
     *
     * @param mark where a vertical line is drawn, NaN for none
     */
    public static String lines(String xLabel, String yLabel, List<Series> series, double mark) {
        Frame frame = Frame.around(series);
        StringBuilder svg = open(frame, xLabel, yLabel);
        for (int s = 0; s < series.size(); s++) {
            StringBuilder path = new StringBuilder();
            for (Point point : series.get(s).points()) {
                path.append(path.isEmpty() ? "M" : "L")
                        .append(format(frame.x(point.x())))
                        .append(' ')
                        .append(format(frame.y(point.y())));
            }
            svg.append("<path class=\"line s")
                    .append(s)
                    .append("\" d=\"")
                    .append(path)
                    .append("\"/>");
        }
        return close(svg, frame, series, mark);
    }

    /** A dot for each point, for many points of several series. */
    public static String dots(String xLabel, String yLabel, List<Series> series, double mark) {
        Frame frame = Frame.around(series);
        StringBuilder svg = open(frame, xLabel, yLabel);
        for (int s = 0; s < series.size(); s++) {
            for (Point point : series.get(s).points()) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle class=\"dot s%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"2\"/>",
                        s,
                        frame.x(point.x()),
                        frame.y(point.y())));
            }
        }
        return close(svg, frame, series, mark);
    }

    /** A matrix of counts: rows are true labels, columns predicted ones; each row is shaded by its shares. */
    public static String matrix(List<String> labels, List<List<Integer>> counts) {
        int cell = Math.max(28, Math.min(72, 420 / labels.size()));
        int left = 130;
        int size = cell * labels.size();
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %1$d %2$d\" style=\"max-width: %1$dpx\" role=\"img\" aria-label=\"confusion matrix\">",
                left + size + 20,
                size + 60));
        for (int row = 0; row < labels.size(); row++) {
            int total = counts.get(row).stream().mapToInt(Integer::intValue).sum();
            svg.append(text(left - 8, row * cell + cell / 2.0 + 4, "end", labels.get(row)));
            for (int column = 0; column < labels.size(); column++) {
                int count = counts.get(row).get(column);
                double share = total == 0 ? 0 : (double) count / total;
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect class=\"cell\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill-opacity=\"%.3f\"/>",
                        left + column * cell,
                        row * cell,
                        cell - 2,
                        cell - 2,
                        0.06 + 0.74 * share));
                svg.append(text(
                        left + column * cell + cell / 2.0 - 1,
                        row * cell + cell / 2.0 + 4,
                        "middle",
                        Integer.toString(count)));
            }
        }
        for (int column = 0; column < labels.size(); column++) {
            svg.append(text(left + column * cell + cell / 2.0 - 1, size + 18, "middle", labels.get(column)));
        }
        svg.append(text(left + size / 2.0, size + 44, "middle", "predicted (rows: true label)"));
        return svg.append("</svg>").toString();
    }

    /** The plotting area and the ranges that it shows. */
    private record Frame(double minX, double maxX, double minY, double maxY) {
        static Frame around(List<Series> series) {
            double minX = Double.POSITIVE_INFINITY;
            double maxX = Double.NEGATIVE_INFINITY;
            double minY = 0;
            double maxY = 1e-9;
            for (Series one : series) {
                for (Point point : one.points()) {
                    minX = Math.min(minX, point.x());
                    maxX = Math.max(maxX, point.x());
                    minY = Math.min(minY, point.y());
                    maxY = Math.max(maxY, point.y());
                }
            }
            if (minX > maxX) {
                return new Frame(0, 1, 0, 1);
            }
            double step = step(maxY - minY);
            double aside = minX == maxX ? 1 : 0; // a single place is in the middle
            return new Frame(minX - aside, maxX + aside, minY, step * Math.ceil(maxY / step - 1e-6));
        }

        double x(double value) {
            return LEFT + (value - minX) / (maxX - minX) * (WIDTH - LEFT - RIGHT);
        }

        double y(double value) {
            return HEIGHT - BOTTOM - (value - minY) / (maxY - minY) * (HEIGHT - BOTTOM - TOP);
        }
    }

    /** The step of 1, 2 or 5 times a power of ten that divides a range into three to seven parts. */
    private static double step(double range) {
        double power = Math.pow(10, Math.floor(Math.log10(range / 3)));
        double steps = range / 3 / power;
        return power * (steps >= 5 ? 5 : steps >= 2 ? 2 : 1);
    }

    private static double[] ticks(double min, double max) {
        double step = step(max - min);
        return LongStream.rangeClosed((long) Math.ceil(min / step - 1e-6), (long) Math.floor(max / step + 1e-6))
                .mapToDouble(tick -> tick * step)
                .toArray();
    }

    private static StringBuilder open(Frame frame, String xLabel, String yLabel) {
        StringBuilder svg = new StringBuilder("<svg viewBox=\"0 0 " + WIDTH + " " + HEIGHT
                + "\" role=\"img\" aria-label=\"" + escape(yLabel + " by " + xLabel) + "\">");
        for (double y : ticks(frame.minY(), frame.maxY())) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                    LEFT,
                    WIDTH - RIGHT,
                    frame.y(y),
                    frame.y(y)));
            svg.append(text(LEFT - 6, frame.y(y) + 4, "end", number(y)));
        }
        for (double x : ticks(frame.minX(), frame.maxX())) {
            svg.append(text(frame.x(x), HEIGHT - BOTTOM + 16, "middle", number(x)));
        }
        svg.append(text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 4, "middle", xLabel));
        svg.append("<text transform=\"translate(12 " + HEIGHT / 2 + ") rotate(-90)\" text-anchor=\"middle\">"
                + escape(yLabel) + "</text>");
        return svg;
    }

    private static String close(StringBuilder svg, Frame frame, List<Series> series, double mark) {
        if (!Double.isNaN(mark)) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"mark\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\"/>",
                    frame.x(mark),
                    TOP,
                    HEIGHT - BOTTOM));
        }
        svg.append("</svg>");
        StringBuilder legend = new StringBuilder("<p class=\"legend\">");
        for (int s = 0; s < series.size(); s++) {
            legend.append("<span class=\"key s")
                    .append(s)
                    .append("\"></span>")
                    .append(escape(series.get(s).name()));
        }
        return svg.append(legend).append("</p>").toString();
    }

    private static String text(double x, double y, String anchor, String content) {
        return String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escape(content));
    }

    private static String format(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String number(double value) {
        if (value != 0 && Math.abs(value) < 0.01) {
            return String.format(Locale.ROOT, "%.1e", value);
        }
        return Math.abs(value) >= 100 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
