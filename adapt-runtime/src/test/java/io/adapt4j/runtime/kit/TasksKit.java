package io.adapt4j.runtime.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.Entities;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.MultiLabelSpec;
import io.adapt4j.task.Pooling;
import io.adapt4j.task.Regression;
import io.adapt4j.task.RegressionSpec;
import io.adapt4j.task.TokenClassificationSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Adapters for different tasks behind one host. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TasksKit extends EngineKit {
    private static final String TEXT = "Ada Lovelace wrote to Charles Babbage \uD83D\uDE00 in London.";
    private final Map<String, Class<?>> types = new LinkedHashMap<>();
    private BaseModel base;
    private AdapterHost host;

    protected TasksKit(EngineUnderTest engine) {
        super(engine);
    }

    @BeforeAll
    void deploy() {
        base = engine().miniLm();
        host = AdapterHost.on(base);
        host.deploy("classify", TextAdapters.adapter(base, 1));
        host.deploy(
                "labels",
                TextAdapters.adapter(base, 2, new MultiLabelSpec(List.of("a", "b", "c"), 0.5, Pooling.MEAN, true, 32)));
        host.deploy("number", TextAdapters.adapter(base, 3, new RegressionSpec(List.of("x"), Pooling.CLS, false, 32)));
        host.deploy("embed", TextAdapters.adapter(base, 4, new EmbeddingSpec(Pooling.MEAN, true, 32)));
        host.deploy("entities", TextAdapters.adapter(base, 5, new TokenClassificationSpec(List.of("PER"), 32)));
        types.put("classify", Classification.class);
        types.put("labels", MultiLabel.class);
        types.put("number", Regression.class);
        types.put("embed", Embedding.class);
        types.put("entities", Entities.class);
    }

    @AfterAll
    void close() {
        host.close();
        base.close();
    }

    @Test
    void submit_allTasksTogether_givesEachItsOwnAnswer() {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            types.forEach((name, type) -> answers.add(host.submit(name, TEXT, type)));
        }
        for (int round = 0; round < 20; round++) {
            int row = round * types.size();
            assertThat(((MultiLabel) answers.get(row + 1).join()).probabilities())
                    .usingElementComparator(TasksKit::nearly)
                    .isEqualTo(host.answer("labels", TEXT, MultiLabel.class).probabilities());
            assertThat(((Regression) answers.get(row + 2).join()).value())
                    .isCloseTo(host.answer("number", TEXT, Regression.class).value(), within(1e-4f));
            assertThat(((Embedding) answers.get(row + 3).join()).cosine(host.answer("embed", TEXT, Embedding.class)))
                    .isCloseTo(1, within(1e-6));
            assertThat(((Entities) answers.get(row + 4).join())
                            .found().stream().map(Entities.Entity::text).toList())
                    .isEqualTo(host.answer("entities", TEXT, Entities.class).found().stream()
                            .map(Entities.Entity::text)
                            .toList())
                    .isNotEmpty();
        }
    }

    private static int nearly(Float a, Float b) {
        return Math.abs(a - b) < 1e-4 ? 0 : Float.compare(a, b);
    }

    @Test
    void similarity_sameText_isOne() {
        assertThat(host.similarity("embed", TEXT, TEXT)).isCloseTo(1, within(1e-6));
        assertThat(host.similarity("embed", TEXT, "Where is my card?")).isLessThan(0.999);
    }

    @Test
    void answer_anotherTask_isRefusedByWhatItAnswersWith() {
        assertThatThrownBy(() -> host.answer("number", TEXT, Embedding.class))
                .isInstanceOf(IncompatibleAdapterException.class)
                .hasMessageContaining("number")
                .hasMessageContaining("Regression");
        assertThat(host.submit("labels", TEXT)).failsWithin(java.time.Duration.ofSeconds(10));
    }

    @Test
    void saveThenLoad_everyTask_keepsItsDescription(@TempDir Path folder) {
        for (var spec : List.of(
                new MultiLabelSpec(List.of("a"), 0.25, Pooling.CLS, true, 7),
                new RegressionSpec(List.of("x", "y"), Pooling.MEAN, true, 9),
                new EmbeddingSpec(Pooling.CLS, false, 11),
                new TokenClassificationSpec(List.of("PER", "LOC"), 13))) {
            Adapter adapter = TextAdapters.adapter(base, 8, spec);
            adapter.save(folder.resolve(spec.name()));
            assertThat(Adapter.load(folder.resolve(spec.name())).manifest().task())
                    .contains(spec);
        }
    }

    @Test
    void encode_charactersBeyondTheBasicPlane_tellsWhereEachTokenIs() {
        TokenizedText tokens = TextEncoder.of(TextAdapters.TOKENIZER, 32).encode(TEXT);

        List<String> parts = new ArrayList<>();
        for (int t = 1; t < tokens.length() - 1; t++) {
            parts.add(TEXT.substring(tokens.starts()[t], tokens.ends()[t]));
        }
        assertThat(tokens.starts()[0]).isEqualTo(-1);
        assertThat(String.join("", parts)).isEqualTo(TEXT.replace(" ", ""));
        assertThat(parts).contains("\uD83D\uDE00", "London", ".");
    }
}
