package io.adapt4j.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

    @Test
    void html_textFromData_isEscaped() {
        HtmlReport report = new HtmlReport("<b>");
        report.table(List.of(List.of("a & b"), List.of("\"c\"")));
        report.plot(Svg.matrix(List.of("<x>", "y"), List.of(List.of(3, 1), List.of(0, 2))));

        assertThat(report.html())
                .contains("&lt;b&gt;", "a &amp; b", "&lt;x&gt;")
                .doesNotContain("<x>");
    }

    @Test
    void table_columnsOfFigures_areAlignedAtTheRight() {
        HtmlReport report = new HtmlReport("Moves");
        report.table(List.of(
                List.of("way", "accuracy", "note"), List.of("direct", "82.5%", "as is"), List.of("refined", "-", "")));

        assertThat(report.html())
                .contains("<th>way</th><th class=\"number\">accuracy</th><th>note</th>")
                .contains("<td>direct</td><td class=\"number\">82.5%</td><td>as is</td>")
                .contains("<td class=\"number\">-</td><td></td>");
    }

    @Test
    void lines_points_areDrawnInsideTheFrame() {
        Svg.Series series = new Svg.Series("loss", List.of(new Svg.Point(1, 4), new Svg.Point(3, 0)));

        assertThat(Svg.lines("step", "loss", List.of(series), Double.NaN))
                .contains("M56.0 ")
                .contains("L624.0 224.0");
    }

    @Test
    void dots_allAtOnePlace_areInTheMiddleAmongTicksThatDiffer() {
        Svg.Series series = new Svg.Series("wrong", List.of(new Svg.Point(5, 4), new Svg.Point(5, 3)));

        String svg = Svg.dots("shots", "wrong", List.of(series), Double.NaN);

        assertThat(svg).contains("cx=\"340.0\"").containsOnlyOnce(">5</text>");
        assertThat(svg).containsOnlyOnce(">4.50</text>").containsOnlyOnce(">5.50</text>");
    }
}
