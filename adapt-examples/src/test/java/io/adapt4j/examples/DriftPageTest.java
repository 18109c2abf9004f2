package io.adapt4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.drift.Alarm;
import io.adapt4j.runtime.drift.DriftMonitor;
import io.adapt4j.runtime.drift.DriftOptions;
import io.adapt4j.runtime.drift.DriftWatch;
import io.adapt4j.runtime.drift.References;
import io.adapt4j.runtime.drift.sample.Reference;
import io.adapt4j.runtime.drift.test.Finding;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.junit.AdaptTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample of docs/drift.md. */
class DriftPageTest {
    private static final List<String> SPAM = List.of("win", "cash", "free", "money", "cheap", "loan", "prize");
    private static final List<String> HAM = List.of("meeting", "notes", "lunch", "today", "build", "code", "review");

    @TempDir
    Path folder;

    @AdaptTest
    void monitor_otherMail_alarms(BaseModel base, TokenizerFile tokenizer) {
        Adapter triage = Trainer.on(base)
                .method(Lora.rank(4).targets("attention.query", "attention.value"))
                .task(TextClassification.labels("spam", "ham").tokenizer(tokenizer))
                .epochs(5)
                .train(ExampleSource.of(List.of(
                        new Example("win cash now", "spam"),
                        new Example("free money", "spam"),
                        new Example("meeting notes", "ham"),
                        new Example("code review", "ham"))))
                .adapter();
        List<String> validationTexts = mail(1, 1_000, 0.5);
        List<Alarm> calm = watch(base, triage, validationTexts, mail(2, 3_000, 0.5));
        List<Alarm> changed = watch(base, triage, validationTexts, mail(3, 3_000, 0.9));

        assertThat(calm).isEmpty();
        assertThat(changed).isNotEmpty();
        assertThat(changed.get(0).findings()).extracting(Finding::test).contains("embedding.mmd");
    }

    /** Mail of two to five words, mostly spam or mostly not. */
    private static List<String> mail(long seed, int count, double spam) {
        Random random = new Random(seed);
        List<String> mail = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<String> words = random.nextDouble() < spam ? SPAM : HAM;
            StringBuilder text = new StringBuilder(words.get(random.nextInt(words.size())));
            for (int word = random.nextInt(4); word >= 0; word--) {
                text.append(' ').append(words.get(random.nextInt(words.size())));
            }
            mail.add(text.toString());
        }
        return mail;
    }

    private List<Alarm> watch(BaseModel base, Adapter triage, List<String> validationTexts, List<String> traffic) {
        List<Alarm> alarms = new ArrayList<>();
        // begin
        // Once, where the adapter is trained: what validation data looks like to it, saved with it.
        DriftOptions options = DriftOptions.defaults();
        Reference reference = References.of(base, triage, validationTexts, List.of(), options);
        reference.addTo(triage).save(folder.resolve("triage"));

        // Where it serves.
        Adapter adapter = Adapter.load(folder.resolve("triage"));
        DriftWatch watch = new DriftWatch(Reference.of(adapter).orElseThrow(), options);
        try (AdapterHost host = AdapterHost.on(base)) {
            host.deploy("triage", adapter);
            try (DriftMonitor monitor = DriftMonitor.attach(
                    host, "triage", adapter.hash(), watch, (deployment, alarm) -> alarms.add(alarm))) {
                for (String text : traffic) {
                    host.submit("triage", text).join();
                }
                monitor.report(true); // whenever it turns out whether an answer was right
            }
        }
        // end
        return alarms;
    }

    @Test
    void page_showsWhatIsRunHere() throws IOException {
        List<String> page = Files.readAllLines(Path.of("../docs/drift.md"));
        List<String> source = Files.readAllLines(Path.of("src/test/java/io/adapt4j/examples/DriftPageTest.java"));
        int start = page.indexOf("```java") + 1;
        int begin = source.indexOf("        // begin") + 1;

        assertThat(page.subList(start, start + page.subList(start, page.size()).indexOf("```")))
                .containsExactlyElementsOf(source.subList(begin, source.indexOf("        // end")).stream()
                        .map(line -> line.isEmpty() ? line : line.substring(8))
                        .toList());
    }

    @Test
    void page_namesEveryTestAndDetector() throws IOException {
        String page = Files.readString(Path.of("../docs/drift.md"));
        List<String> names = new ArrayList<>(io.adapt4j.runtime.drift.test.DriftTests.names());
        names.addAll(io.adapt4j.runtime.drift.outcome.ChangeDetectors.names());

        assertThat(names).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }
}
