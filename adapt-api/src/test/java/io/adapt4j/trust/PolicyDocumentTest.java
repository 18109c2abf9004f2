package io.adapt4j.trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import io.adapt4j.error.TrustException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyDocumentTest {
    @TempDir
    private Path folder;

    static String document() {
        Gson json = new Gson();
        return """
                {"schema": 1,
                 "signers": {"ana": {"publicKey": %s}, "ben": {"publicKey": %s},
                             "release": {"roots": %s, "subject": "CN=Release,O=Example"}},
                 "rules": [{"adapters": ["triage", "mail-*"], "signers": ["ana", "ben"], "required": 2},
                           {"adapters": ["*"], "signers": ["release"], "anySubject": true}]}
                """.formatted(
                        json.toJson(Pem.encode(TestSigners.ANA.publicKey())),
                        json.toJson(Pem.encode(TestSigners.BEN.publicKey())),
                        json.toJson(Pem.encode(TestSigners.ROOT)));
    }

    @Test
    void read_document_isThePolicyThatIsBuilt() throws Exception {
        TrustPolicy read = TrustPolicy.read(Files.writeString(folder.resolve("policy.json"), document()));

        TrustPolicy built = TestSigners.policy(
                new TrustRule(List.of("triage", "mail-*"), new TreeSet<>(List.of("ana", "ben")), 2, false),
                new TrustRule(List.of("*"), new TreeSet<>(List.of("release")), 1, true));
        assertThat(read.withClock(built.clock())).isEqualTo(built);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"schema\": 1>\"schema\": 2",
                "\"required\": 2>\"required\": 3",
                "\"required\": 2>\"required\": 0",
                "\"required\": 2>\"required\": 1.5",
                "\"required\": 2>\"requires\": 2",
                "\"required\": 2>\"required\": 2, \"required\": 1",
                "\"signers\": [\"release\"]>\"signers\": [\"nobody\"]",
                "\"signers\": [\"release\"]>\"signers\": []",
                "\"adapters\": [\"*\"]>\"adapters\": []",
                "\"adapters\": [\"*\"]>\"adapters\": [7]",
                "\"anySubject\": true>\"anySubject\": \"false\"",
                "CN=Release,O=Example>Release",
                "-----BEGIN PUBLIC KEY>-----BEGIN PRIVATE KEY",
                "{\"schema\">{\"extra\": 1, \"schema\"",
            })
    void parse_documentThatIsNotAsItShouldBe_isRefusedByItsName(String change) {
        String[] parts = change.split(">");
        assertThat(document()).contains(parts[0]);

        assertThatThrownBy(() -> PolicyDocument.parse(
                        "policy.json", document().replace(parts[0], parts[1]).getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        TrustException.class, e -> assertThat(e.file()).isEqualTo("policy.json"));
    }
}
