package io.adapt4j.testing.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.ContentHash;
import io.adapt4j.Manifest;
import io.adapt4j.error.ConflictException;
import io.adapt4j.error.RegistryException;
import io.adapt4j.format.PeftFormat;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Lineage;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.State;
import io.adapt4j.registry.VersionId;
import io.adapt4j.registry.VersionNotes;
import io.adapt4j.registry.Versions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions, what is said of them, and states. */
public abstract class VersionsKit extends RegistryFixture {
    protected VersionsKit(StoreUnderTest under) {
        super(under);
    }

    @Test
    void register_adapter_isLoadedEqualByAnotherProcess() {
        AdapterVersion version = register(1);
        Registry other = another();

        assertThat(other.load(version.id())).isEqualTo(adapter(1));
        assertThat(other.version(version.id())).isEqualTo(version);
        assertThat(other.files(version.id())).containsExactlyEntriesOf(new TreeMap<>(PeftFormat.files(adapter(1))));
        assertThat(other.adapters()).containsExactly(NAME);
        assertThat(VersionId.parse(version.id().toString())).isEqualTo(version.id());
    }

    @Test
    void register_sameContentAgain_answersTheSameVersionAndAddsWhatIsNew() {
        AdapterVersion first = registry.register(
                NAME, adapter(1), Registration.of(at(1)).withTag("a", "1").withAttachment("note", bytes("x")));
        AdapterVersion again = another()
                .register(
                        NAME,
                        adapter(1),
                        Registration.of(at(2)).withTag("b", "2").withAttachment("more", bytes("y")));

        assertThat(again).isEqualTo(first);
        assertThat(registry.versions(NAME).readable()).containsExactly(first);
        assertThat(registry.notes(first.id()).tags()).containsOnlyKeys("a", "b");
        assertThat(registry.attachments(first.id()))
                .containsEntry("note", bytes("x"))
                .containsEntry("more", bytes("y"));
    }

    @Test
    void register_sameWeightsWithAnotherVerdict_isAnotherVersionOfTheSameContent() {
        AdapterVersion plain = register(1);
        AdapterVersion judged =
                registry.register(NAME, adapter(1).withDocument("verdict", json("passed", 1)), Registration.of(at(2)));

        assertThat(judged.id()).isNotEqualTo(plain.id());
        assertThat(judged.content()).isEqualTo(plain.content());
        assertThat(judged.files()).containsKey("verdict.json");
        assertThat(registry.load(judged.id()).documents()).containsKey("verdict");
    }

    @Test
    void register_trainedAdapter_recordsItsLineage() {
        AdapterVersion parent = register(1);
        Manifest plain = adapter(2).manifest();
        JsonObject training = plain.training();
        training.add("recipe", json("rank", 4));
        training.add("trainingData", new JsonObject());
        training.getAsJsonObject("trainingData")
                .addProperty("hash", ContentHash.of(bytes("mail")).toString());
        Adapter trained = new Adapter(
                adapter(2).method(),
                adapter(2).deltas(),
                adapter(2).head(),
                adapter(2).tokenizer(),
                new Manifest(plain.base(), plain.baseWeights(), plain.task(), plain.tokenizer(), training));
        AdapterVersion version =
                registry.register(NAME, trained, Registration.of(at(2)).withParents(parent.id()));

        Lineage lineage = another().version(version.id()).lineage();
        assertThat(lineage.parents()).containsExactly(parent.id());
        assertThat(lineage.base()).isEqualTo(plain.base());
        assertThat(lineage.recipe()).contains(ContentHash.of(bytes("{\"rank\":4}")));
        assertThat(lineage.data()).containsOnlyKeys("training").containsValue(ContentHash.of(bytes("mail")));
    }

    @Test
    void register_parentThatIsNotThere_isRefusedAndNothingIsThere() {
        VersionId unknown = new VersionId(NAME, ContentHash.of(bytes("none")));

        assertThatThrownBy(() -> register(1, unknown))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining(unknown.toString());
        assertThat(registry.versions(NAME).readable()).isEmpty();
        assertThatThrownBy(() -> registry.load(unknown)).isInstanceOf(RegistryException.class);
        assertThat(registry.find(unknown)).isEmpty();
    }

    @Test
    void versions_ofSeveralAdapters_areInTheOrderOfTheirRegistrationAndApart() {
        List<AdapterVersion> expected = new ArrayList<>();
        for (int seed : new int[] {5, 9, 7}) {
            expected.add(registry.register(NAME, adapter(seed), Registration.of(at(seed == 9 ? 6 : seed))));
        }
        AdapterVersion other = registry.register(NAME + "-2", adapter(5), Registration.of(at(1)));

        assertThat(registry.versions(NAME)).isEqualTo(new Versions(expected, new TreeMap<>()));
        assertThat(registry.versions(NAME + "-2").readable()).containsExactly(other);
        assertThat(registry.versions("tri").readable()).isEmpty();
        assertThat(registry.adapters()).containsExactly(NAME, NAME + "-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Triage", "../x", "a/b", ".hidden", "a b", "\u00e4"})
    void register_nameOfAnotherForm_isRefused(String name) {
        assertThatThrownBy(() -> registry.register(name, adapter(1), Registration.of(at(1))))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("\"" + name + "\"");
        assertThatThrownBy(() -> registry.alias(name, "a")).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> registry.alias("a", name)).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> registry.state("a", name)).isInstanceOf(RegistryException.class);
    }

    @Test
    void notes_changed_areSeenByOthersAndLeaveTheVersion() {
        AdapterVersion version = register(1);
        registry.tag(version.id(), "stage", "trial", at(2));
        registry.tag(version.id(), "stage", "live", at(3));
        registry.attach(version.id(), "verdict.json", bytes("{}"), at(4));
        registry.hold(version.id(), "case-7", at(5));
        VersionNotes notes = registry.untag(version.id(), "stage", at(6));

        assertThat(another().notes(version.id())).isEqualTo(notes);
        assertThat(notes.tags()).isEmpty();
        assertThat(notes.holds()).containsExactly(Map.entry("case-7", at(5)));
        assertThat(notes.attachments()).containsOnlyKeys("verdict.json");
        assertThat(notes.history())
                .extracting(VersionNotes.Noted::what)
                .containsExactly(
                        "register",
                        "tag stage=trial",
                        "tag stage=live",
                        "attach verdict.json " + ContentHash.of(bytes("{}")),
                        "hold case-7",
                        "untag stage");
        assertThat(registry.version(version.id())).isEqualTo(version);
    }

    @Test
    void attach_nameThatIsTaken_isRefusedUnlessTheContentIsTheSame() {
        AdapterVersion version = register(1);
        VersionNotes once = registry.attach(version.id(), "signature", bytes("x"), at(2));

        assertThat(registry.attach(version.id(), "signature", bytes("x"), at(3)))
                .isEqualTo(once);
        assertThatThrownBy(() -> registry.attach(version.id(), "signature", bytes("y"), at(3)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("signature");
        assertThat(registry.attachments(version.id())).containsEntry("signature", bytes("x"));
    }

    @Test
    void file_ofAVersionOrAttached_isReadByName() {
        AdapterVersion version = register(1);
        registry.attach(version.id(), "signature", bytes("x"), at(2));

        assertThat(registry.file(version.id(), "signature")).isEqualTo(bytes("x"));
        registry.files(version.id()).forEach((name, content) -> assertThat(registry.file(version.id(), name))
                .isEqualTo(content));
        assertThatThrownBy(() -> registry.file(version.id(), "none"))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("none")
                .hasMessageContaining("signature");
    }

    @Test
    void untagAndRelease_whatIsNotThere_areRefused() {
        AdapterVersion version =
                registry.register(NAME, adapter(1), Registration.of(at(1)).withTag("a", "1"));

        assertThatThrownBy(() -> registry.untag(version.id(), "b", at(2)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("\"b\"")
                .hasMessageContaining("[a]");
        assertThatThrownBy(() -> registry.release(version.id(), "case", at(2))).isInstanceOf(RegistryException.class);
        VersionId unknown = new VersionId(NAME, ContentHash.of(bytes("none")));
        assertThatThrownBy(() -> registry.tag(unknown, "a", "1", at(2)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("never registered");
    }

    @Test
    void load_checkRefuses_nobodyIsGivenTheAdapter() {
        AdapterVersion version =
                registry.register(NAME, adapter(1), Registration.of(at(1)).withAttachment("signature", bytes("x")));
        List<Object> seen = new ArrayList<>();
        Registry checked = registry.withCheck((checkedVersion, files, attachments) -> {
            seen.add(checkedVersion);
            seen.add(files.keySet());
            seen.add(attachments.keySet());
            if (attachments.get("signature")[0] != 'x') {
                throw new RegistryException("forged");
            }
        });

        assertThat(checked.load(version.id())).isEqualTo(adapter(1));
        assertThat(seen).containsExactly(version, version.files().keySet(), Set.of("signature"));
        Registry refusing = checked.withCheck((checkedVersion, files, attachments) -> {
            throw new RegistryException("not trusted");
        });
        assertThatThrownBy(() -> refusing.load(version.id())).hasMessage("not trusted");
    }

    @Test
    void put_state_succeedsForTheFirstOfTwoWhoSawTheSame() {
        State never = registry.state("rollout", NAME);
        State first = registry.put(never, json("step", 1));
        State second = another().put(first, json("step", 2));

        assertThat(never).isEqualTo(new State("rollout", NAME, 0, Optional.empty()));
        assertThat(registry.state("rollout", NAME)).isEqualTo(second);
        assertThat(second.content()).contains(json("step", 2));
        assertThatThrownBy(() -> registry.put(first, json("step", 3)))
                .isInstanceOfSatisfying(ConflictException.class, e -> assertThat(e.actualRevision())
                        .isEqualTo(2));
        assertThatThrownBy(() -> registry.put(never, json("step", 3))).isInstanceOf(ConflictException.class);
        registry.put(registry.state("rollout", "other"), json("step", 9));
        registry.put(registry.state("loop", NAME), json("step", 9));
        assertThat(registry.states("rollout")).extracting(State::name).containsExactly("other", NAME);
    }
}
