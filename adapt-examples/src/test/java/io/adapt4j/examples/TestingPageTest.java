package io.adapt4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.train.gate.Criteria;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestingPageTest {
    private static final Path PAGE = Path.of("../docs/testing.md");

    @Test
    void sample_isTheTestThatIsRunHere() throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        List<String> source = Files.readAllLines(Path.of("src/test/java/io/adapt4j/examples/TriageTest.java"));
        int start = page.indexOf("```java") + 1;
        List<String> shown =
                page.subList(start, start + page.subList(start, page.size()).indexOf("```"));

        assertThat(shown)
                .containsExactlyElementsOf(source.subList(source.indexOf("// begin") + 1, source.indexOf("// end")));
    }

    @Test
    void page_namesEveryCriterionAndSlicing() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(Criteria.kinds().values())
                .allSatisfy(kind -> assertThat(page).contains("`" + kind.getSimpleName()));
    }
}
