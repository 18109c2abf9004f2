package io.adapt4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.TestAdapters;
import io.adapt4j.error.InvalidAdapterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
    @TempDir
    private Path folder;

    private static JsonObject document(double number) {
        JsonObject document = new JsonObject();
        document.addProperty("number", number);
        document.addProperty("text", "\u00e4 <b>");
        return document;
    }

    @Test
    void withDocument_savedAndLoaded_isThereAndLeavesTheIdentity() throws IOException {
        Adapter plain = TestAdapters.classifier(1);
        Adapter judged = plain.withDocument("verdict", document(0.1)).withDocument("note-2", document(2));
        judged.save(folder.resolve("first"));
        Adapter loaded = Adapter.load(folder.resolve("first"));
        loaded.save(folder.resolve("second"));

        assertThat(loaded).isEqualTo(judged).isNotEqualTo(plain);
        assertThat(loaded.hash()).isEqualTo(plain.hash());
        assertThat(loaded.documents()).containsOnlyKeys("note-2", "verdict").containsEntry("verdict", document(0.1));
        for (String file : new String[] {"verdict.json", "manifest.json"}) {
            assertThat(folder.resolve("second").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("first").resolve(file));
        }
    }

    @Test
    void withDocument_changedAfterwards_keepsWhatItWasGiven() {
        JsonObject mutable = document(1);
        Adapter adapter = TestAdapters.classifier(1).withDocument("a", mutable);
        mutable.addProperty("number", 2);
        adapter.documents().get("a").addProperty("number", 3);

        assertThat(adapter.documents()).containsEntry("a", document(1));
    }

    @Test
    void load_alteredDocument_isRefused() throws IOException {
        TestAdapters.classifier(1).withDocument("verdict", document(0.25)).save(folder.resolve("a"));
        Path file = folder.resolve("a/verdict.json");
        Files.writeString(file, Files.readString(file).replace("0.25", "0.95"));

        assertThatThrownBy(() -> Adapter.load(folder.resolve("a")))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("verdict.json")
                .hasMessageContaining("altered");
    }

    @Test
    void load_missingDocument_isRefused() throws IOException {
        TestAdapters.classifier(1).withDocument("verdict", document(1)).save(folder.resolve("a"));
        Files.delete(folder.resolve("a/verdict.json"));

        assertThatThrownBy(() -> Adapter.load(folder.resolve("a")))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("verdict.json");
    }

    @Test
    void load_documentOutsideTheDirectory_isRefusedUnread() throws IOException {
        TestAdapters.classifier(1).withDocument("verdict", document(1)).save(folder.resolve("a"));
        Files.move(folder.resolve("a/verdict.json"), folder.resolve("verdict.json"));
        Path manifest = folder.resolve("a/manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"verdict.json\"", "\"../verdict.json\""));

        assertThatThrownBy(() -> Adapter.load(folder.resolve("a")))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("../verdict");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "manifest", "tokenizer", "../x", "A", "adapter_config", "1"})
    void withDocument_nameOfAnotherForm_isRefused(String name) {
        assertThatThrownBy(() -> TestAdapters.classifier(1).withDocument(name, document(1)))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("\"" + name + "\"");
    }
}
