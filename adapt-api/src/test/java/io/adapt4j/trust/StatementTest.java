package io.adapt4j.trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.TrustException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {
    private static final SortedMap<String, byte[]> FILES = new TreeMap<>();

    static {
        FILES.put("weights.bin", "0123456789".getBytes(UTF_8));
        FILES.put("sub/config.json", "{}".getBytes(UTF_8));
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }

    @Test
    void write_twoFiles_isTheStatementOfTheSpecification() throws Exception {
        MessageDigest root = MessageDigest.getInstance("SHA-256");
        root.update(HexFormat.of().parseHex(sha256("{}")));
        root.update(HexFormat.of().parseHex(sha256("0123456789")));

        assertThat(new String(Statement.of("my-model", FILES).write(), UTF_8))
                .isEqualTo(
                        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"my-model\",\"digest\":"
                                + "{\"sha256\":\"" + HexFormat.of().formatHex(root.digest()) + "\"}}],"
                                + "\"predicateType\":\"https://model_signing/signature/v1.0\",\"predicate\":{\"resources\":["
                                + "{\"name\":\"sub/config.json\",\"digest\":\"" + sha256("{}")
                                + "\",\"algorithm\":\"sha256\"},"
                                + "{\"name\":\"weights.bin\",\"digest\":\"" + sha256("0123456789")
                                + "\",\"algorithm\":\"sha256\"}],"
                                + "\"serialization\":{\"method\":\"files\",\"hash_type\":\"sha256\",\"allow_symlinks\":false,"
                                + "\"ignore_paths\":[\".git\",\".gitattributes\",\".github\",\".gitignore\",\"model.sig\","
                                + "\"model-2.sig\",\"model-3.sig\",\"model-4.sig\",\"model-5.sig\",\"model-6.sig\","
                                + "\"model-7.sig\",\"model-8.sig\"]}}}");
    }

    @Test
    void write_namesBeyondTheBasicPlane_areInTheOrderOfCodePoints() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put("\uff5e", new byte[1]);
        files.put("\ud83d\ude00", new byte[1]);

        assertThat(Statement.of("m", files).digests().keySet()).containsExactly("\uff5e", "\ud83d\ude00");
    }

    private static Statement shards(String... resources) throws Exception {
        StringBuilder listed = new StringBuilder();
        MessageDigest root = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < resources.length; i += 2) {
            root.update(HexFormat.of().parseHex(sha256(resources[i + 1])));
            listed.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"" + resources[i] + "\",\"algorithm\":\"sha256\",\"digest\":\""
                            + sha256(resources[i + 1]) + "\"}");
        }
        String json =
                "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"m\",\"digest\":{\"sha256\":\""
                        + HexFormat.of().formatHex(root.digest())
                        + "\"}}],\"predicateType\":\"https://model_signing/signature/v1.0\",\"predicate\":{\"resources\":["
                        + listed
                        + "],\"serialization\":{\"method\":\"shards\",\"shard_size\":4,\"hash_type\":\"sha256\","
                        + "\"allow_symlinks\":false}}}";
        return Statement.parse("model.sig", json.getBytes(UTF_8));
    }

    @Test
    void check_shards_areThoseOfTheFile() throws Exception {
        Statement whole = shards(
                "sub/config.json:0:2",
                "{}",
                "weights.bin:0:4",
                "0123",
                "weights.bin:4:8",
                "4567",
                "weights.bin:8:10",
                "89");
        whole.check("model.sig", FILES);

        Statement firstOnly = shards("sub/config.json:0:2", "{}", "weights.bin:0:4", "0123");
        assertThatThrownBy(() -> firstOnly.check("model.sig", FILES))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("all shards");
        SortedMap<String, byte[]> longer = new TreeMap<>(FILES);
        longer.put("weights.bin", "0123456789a".getBytes(UTF_8));
        assertThatThrownBy(() -> whole.check("model.sig", longer))
                .isInstanceOf(TrustException.class)
                .hasMessageStartingWith("weights.bin was altered");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../weights.bin", "a/../b", "./a", "a//b", "a/", "", "a\\\\b"})
    void parse_nameThatIsNotCanonical_isRefused(String name) {
        String json = new String(Statement.of("m", FILES).write(), UTF_8).replace("weights.bin", name);

        assertThatThrownBy(() -> Statement.parse("model.sig", json.getBytes(UTF_8)))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("names are paths");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"hash_type\":\"sha256\"/\"hash_type\":\"blake3\"",
                "\"algorithm\":\"sha256\"/\"algorithm\":\"md5\"",
                "\"allow_symlinks\":false/\"allow_symlinks\":true",
                "\"method\":\"files\"/\"method\":\"shards\"",
                "\"method\":\"files\"/\"method\":\"other\"",
                "signature+v1.0/signature+v1.1",
                "Statement+v1/Statement+v0.1",
                "\"name\":\"m\"/\"name\":\"\"",
                "\"name\":\"m\"/\"name\":\"m\",\"name\":\"m\"",
            })
    void parse_whatIsNotSupported_isRefused(String change) {
        String from = change.split("/")[0].replace('+', '/');
        String to = change.split("/")[1].replace('+', '/');
        String json = new String(Statement.of("m", FILES).write(), UTF_8);
        assertThat(json).contains(from);

        assertThatThrownBy(() ->
                        Statement.parse("model.sig", json.replace(from, to).getBytes(UTF_8)))
                .isInstanceOf(TrustException.class);
    }
}
