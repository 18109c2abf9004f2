package io.adapt4j.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about recipes: its sample is run. */
class RecipesPageTest {
    private static final Path PAGE = Path.of("../docs/recipes.md");

    @TempDir
    private Path folder;

    private static String sample() throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        int start = page.indexOf("```yaml") + 1;
        return String.join(
                "\n",
                page.subList(start, start + page.subList(start, page.size()).indexOf("```")));
    }

    @Test
    void sample_onATinyBase_passesItsGateAndIsSaved() throws IOException {
        RecipeFiles.writeBase(folder);
        StringBuilder mail = new StringBuilder("subject,label,sent\n");
        StringBuilder reports = new StringBuilder();
        for (int i = 10; i < 40; i++) {
            mail.append(i % 2 == 0 ? "win cash now " : "meeting notes ").append(i);
            mail.append(i % 2 == 0 ? ",spam" : ",ham")
                    .append(",2026-01-")
                    .append(i - 9)
                    .append('\n');
            reports.append("{\"text\": \"free money %d\", \"label\": \"spam\", \"sent\": \"2026-02-%02d\"}\n"
                    .formatted(i, i - 9));
        }
        Files.writeString(folder.resolve("mail.csv"), mail);
        Files.writeString(folder.resolve("reports.jsonl"), reports);
        String firstOfAll = sample().replaceAll("start:.*|champion:.*|.*no-worse.*", "");
        train(Recipe.parse("may.yaml", firstOfAll, folder), "adapters/may");
        train(Recipe.load(Files.writeString(folder.resolve("triage.yaml"), sample())), "triage");

        Adapter adapter = Adapter.load(folder.resolve("triage"));
        assertThat(Verdict.of(adapter).orElseThrow().findings()).allMatch(finding -> finding.passed());
        assertThat(adapter.manifest().training().getAsJsonObject("data").keySet())
                .containsExactlyInAnyOrder("files", "policy", "leakage", "cards", "records");
    }

    private void train(Recipe recipe, String to) {
        try (BaseModel base = TinyBase.open(1)) {
            TrainingResult result = recipe.on(base)
                    .recordSecret("key".getBytes(StandardCharsets.UTF_8))
                    .train();
            result.save(folder.resolve(to));
        }
    }

    @Test
    void page_namesEachSectionOfTheSchema() throws IOException {
        String page = Files.readString(PAGE);

        for (String section : RecipeShape.schema().getAsJsonObject("properties").keySet()) {
            if (!section.equals("precision")) {
                assertThat(page).contains("\n" + section + ":");
            }
        }
        for (String field :
                DataShapes.DATA.schema().getAsJsonObject("properties").keySet()) {
            assertThat(page).contains("\n  " + field + ":");
        }
    }
}
