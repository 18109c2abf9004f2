package io.adapt4j.examples.service;

import static io.adapt4j.examples.service.RunningService.TEXT;
import static io.adapt4j.examples.service.RunningService.json;
import static io.adapt4j.examples.service.RunningService.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.runtime.batch.BatchOptions;
import io.adapt4j.task.Classification;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterServiceTest {
    private static final String BODY = "{\"text\": \"" + TEXT + "\"}";

    @TempDir
    private Path folder;

    private RunningService start(BatchOptions batching) throws IOException {
        return new RunningService(folder.resolve("service"), batching);
    }

    private static void assertProblem(HttpResponse<String> response, int status, String part) {
        assertThat(response.body()).contains(part);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(json(response).getAsJsonObject().get("status").getAsInt()).isEqualTo(status);
    }

    @Test
    void deploy_zipThenDirectory_servesListsAndRemoves() throws Exception {
        try (RunningService running = start(BatchOptions.defaults())) {
            Adapter adapter = running.train("spam", "ham");
            HttpResponse<String> created =
                    running.put("/adapters/triage", "application/zip", zip(adapter, folder.resolve("packed")));
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
            assertThat(json(created).getAsJsonObject().get("adapter").getAsString())
                    .isEqualTo(adapter.hash().toString());

            Classification expected = running.host.classify("triage", TEXT);
            HttpResponse<String> one = running.predict("triage", BODY).join();
            assertThat(one.statusCode()).as(one.body()).isEqualTo(200);
            assertThat(json(one).getAsJsonObject().get("label").getAsString()).isEqualTo(expected.label());
            assertThat(json(one).getAsJsonObject().get("probability").getAsFloat())
                    .isCloseTo(expected.probability(), within(1e-5f));
            HttpResponse<String> several = running.predict(
                            "triage", "{\"texts\": [\"" + TEXT + "\", \"notes\"], \"deadlineMillis\": 20000}")
                    .join();
            assertThat(json(several).getAsJsonObject().getAsJsonArray("answers"))
                    .hasSize(2)
                    .first()
                    .satisfies(answer -> assertThat(
                                    answer.getAsJsonObject().get("label").getAsString())
                            .isEqualTo(expected.label()));

            byte[] directory = "{\"directory\": \"triage\"}".getBytes(StandardCharsets.UTF_8);
            assertThat(running.put("/adapters/other", "application/json", directory)
                            .statusCode())
                    .isEqualTo(201);
            assertThat(running.put("/adapters/other", "application/json", directory)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(json(running.get("/adapters")).getAsJsonArray()).hasSize(2);
            JsonObject other = json(running.get("/adapters/other")).getAsJsonObject();
            assertThat(other.get("version").getAsInt()).isEqualTo(2);
            assertThat(Adapter.load(folder.resolve("service/other"))).isEqualTo(adapter);

            assertThat(running.delete("/adapters/other").statusCode()).isEqualTo(204);
            assertProblem(running.delete("/adapters/other"), 404, "other");
            assertThat(folder.resolve("service/other")).doesNotExist();
            HttpResponse<String> health = running.get("/health");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(json(health).getAsJsonObject().get("deployments").getAsInt())
                    .isEqualTo(1);
            assertThat(running.get("/metrics").body())
                    .contains("adapt4j_deployments 1.0")
                    .contains("adapt4j_requests_seconds_count{deployment=\"triage\",outcome=\"answered\"}");
        }
    }

    @Test
    void predict_whileVersionsAreDeployed_everyAnswerIsOneVersions() throws Exception {
        try (RunningService running = start(BatchOptions.defaults())) {
            byte[] first = zip(running.train("spam", "ham"), folder.resolve("first"));
            byte[] second = zip(running.train("junk", "mail"), folder.resolve("second"));
            running.put("/adapters/a", "application/zip", first);
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                for (int request = 0; request < 20; request++) {
                    answers.add(running.predict("a", BODY));
                }
                assertThat(running.put("/adapters/a", "application/zip", i % 2 == 0 ? second : first)
                                .statusCode())
                        .isEqualTo(200);
            }
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.join().statusCode()).isEqualTo(200);
                Set<String> labels = json(answer.join())
                        .getAsJsonObject()
                        .getAsJsonObject("probabilities")
                        .keySet();
                assertThat(List.of(Set.of("spam", "ham"), Set.of("junk", "mail")))
                        .contains(labels);
            }
            assertThat(running.host.status().failures()).isZero();
        }
    }

    @Test
    void predict_badInput_isAProblemThatSaysWhatIsExpected() throws Exception {
        try (RunningService running = start(BatchOptions.defaults())) {
            running.host.deploy("a", running.train("spam", "ham"));
            assertProblem(running.predict("nobody", BODY).join(), 404, "nobody");
            for (String body : List.of(
                    "",
                    "{",
                    "[]",
                    "null",
                    "{}",
                    "{\"text\": 1}",
                    "{\"text\": null}",
                    "{'text': 'single quotes'}",
                    "{\"text\": \"a\", \"texts\": []}",
                    "{\"texts\": []}",
                    "{\"texts\": \"a\"}",
                    "{\"texts\": [null]}",
                    "{\"text\": \"a\", \"txet\": \"b\"}",
                    "{\"text\": \"half of a pair \\ud83d\"}",
                    "{\"text\": \"a\", \"deadlineMillis\": 0}",
                    "{\"text\": \"a\", \"deadlineMillis\": 1e99}",
                    "{\"text\": \"a\", \"deadlineMillis\": 0.5}",
                    "{\"texts\": [" + "\"a\", ".repeat(300) + "\"a\"]}",
                    "[".repeat(100_000))) {
                assertProblem(running.predict("a", body).join(), 400, "detail");
            }
            assertProblem(
                    running.predict("a", "{\"text\": \"" + "a".repeat(1 << 20) + "\"}")
                            .join(),
                    413,
                    "detail");
            assertProblem(running.get("/nowhere"), 404, "detail");
            assertProblem(running.get("/adapters/a/predict"), 405, "detail");
            assertThat(running.predict("a", "{\"text\": \"\"}").join().statusCode())
                    .isEqualTo(200);
            assertThat(running.predict("a", "{\"text\": \"\\u0000 \\ud83d\\ude00 \\uffff\"}")
                            .join()
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void deploy_badUpload_isRefusedAndThePreviousGoesOnServing() throws Exception {
        try (RunningService running = start(BatchOptions.defaults())) {
            byte[] good = zip(running.train("spam", "ham"), folder.resolve("good"));
            running.put("/adapters/a", "application/zip", good);
            String type = "application/zip";
            assertProblem(running.put("/adapters/a", type, new byte[0]), 422, "not a zip");
            assertProblem(running.put("/adapters/a", type, "no zip".getBytes(StandardCharsets.UTF_8)), 422, "zip");
            assertProblem(running.put("/adapters/a", type, java.util.Arrays.copyOf(good, good.length / 2)), 422, "zip");
            assertProblem(running.put("/adapters/a", type, zip("readme.txt", "hello")), 422, "adapter_config.json");
            for (String name : List.of("../outside", "/etc/outside", "..\\outside", "a/b", "..", ".hidden", "dir/")) {
                assertProblem(running.put("/adapters/a", type, zip(name, "x")), 422, "plain name");
            }
            assertProblem(running.put("/adapters/a", type, new byte[(1 << 20) + 1]), 413, "detail");
            String zeros = "0".repeat(2 << 20);
            assertProblem(running.put("/adapters/a", type, zip("adapter_config.json", zeros)), 413, "unpacks");
            assertProblem(running.put("/adapters/a", "text/plain", good), 415, "application/zip");
            assertProblem(running.put("/adapters/.hidden", type, good), 400, "name");
            assertProblem(running.put("/adapters/..%2Foutside", type, good), 400, "name");
            for (String directory : List.of("../outside", "/etc", "..", "a/../..")) {
                byte[] body = ("{\"directory\": \"" + directory + "\"}").getBytes(StandardCharsets.UTF_8);
                assertProblem(running.put("/adapters/a", "application/json", body), 400, "name");
            }
            byte[] nobody = "{\"directory\": \"nobody\"}".getBytes(StandardCharsets.UTF_8);
            assertProblem(running.put("/adapters/a", "application/json", nobody), 422, "nobody");
            Adapter foreign = running.train("spam", "ham").boundTo(new io.adapt4j.ContentHash("b".repeat(64)));
            assertProblem(running.put("/adapters/a", type, zip(foreign, folder.resolve("foreign"))), 422, "base");

            assertThat(json(running.get("/adapters/a"))
                            .getAsJsonObject()
                            .get("version")
                            .getAsInt())
                    .isEqualTo(1);
            assertThat(running.predict("a", BODY).join().statusCode()).isEqualTo(200);
            try (var files = Files.list(folder.resolve("service"))) {
                assertThat(files.map(file -> file.getFileName().toString())).containsExactly("a");
            }
            assertThat(folder.resolve("outside")).doesNotExist();
        }
    }

    /** Sends the head of an upload of so many bytes. */
    private static void begin(Socket socket, int length, String more) throws IOException {
        socket.setSoTimeout(20_000);
        String head = "PUT /adapters/a HTTP/1.1\r\nHost: a\r\nContent-Type: application/zip\r\n" + more
                + "Content-Length: " + length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    }

    private static void sendZeros(Socket socket, int length) throws IOException {
        for (int sent = 0; sent < length; sent += 1 << 16) {
            socket.getOutputStream().write(new byte[1 << 16]);
        }
    }

    private static void assertBeginsWith(Socket socket, String expected) throws IOException {
        assertThat(new String(socket.getInputStream().readNBytes(expected.length()), StandardCharsets.US_ASCII))
                .isEqualTo(expected);
    }

    @Test
    void deploy_tooLarge_isAnsweredAlthoughNobodyWantsTheBytes() throws Exception {
        try (RunningService running = start(BatchOptions.defaults())) {
            for (int i = 0; i < 5; i++) {
                try (Socket socket = new Socket("127.0.0.1", running.service.port())) {
                    begin(socket, 3 << 19, "");
                    sendZeros(socket, 3 << 19);
                    assertBeginsWith(socket, "HTTP/1.1 413");
                }
            }
        }
    }

    @Test
    void deploy_noZipOfAClientThatWasToldToGoOn_isAnswered() throws Exception {
        try (RunningService running = start(BatchOptions.defaults());
                Socket socket = new Socket("127.0.0.1", running.service.port())) {
            begin(socket, 1 << 20, "Expect: 100-continue\r\n");
            assertBeginsWith(socket, "HTTP/1.1 100 Continue\r\n\r\n");
            sendZeros(socket, 1 << 20);
            assertBeginsWith(socket, "HTTP/1.1 422");
        }
    }

    @Test
    void deploy_tooLargeAndAskedBefore_isRefusedWithoutTheBytes() throws Exception {
        try (RunningService running = start(BatchOptions.defaults());
                Socket socket = new Socket("127.0.0.1", running.service.port())) {
            begin(socket, 3 << 19, "Expect: 100-continue\r\n");
            assertBeginsWith(socket, "HTTP/1.1 413");
        }
    }

    @Test
    void predict_tooManyOrTooLate_isRefusedAndTheOthersAreAnswered() throws Exception {
        BatchOptions slow =
                BatchOptions.defaults().withMaxDelay(Duration.ofMillis(1500)).withCapacity(4, 4);
        try (RunningService running = start(slow)) {
            running.host.deploy("a", running.train("spam", "ham"));
            HttpResponse<String> late = running.predict("a", "{\"text\": \"a\", \"deadlineMillis\": 20}")
                    .join();
            assertProblem(late, 504, "DeadlineExceeded");
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                answers.add(running.predict("a", BODY));
            }
            int refused = 0;
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                if (answer.join().statusCode() == 429) {
                    refused++;
                    assertProblem(answer.join(), 429, "retry later");
                    assertThat(answer.join().headers().firstValue("Retry-After"))
                            .hasValue("1");
                } else {
                    assertThat(answer.join().statusCode()).isEqualTo(200);
                }
            }
            assertThat(refused).isBetween(1, 11);
        }
    }

    @Test
    void close_withRequestsUnderWay_answersThem() throws Exception {
        BatchOptions slow = BatchOptions.defaults().withMaxDelay(Duration.ofMillis(800));
        RunningService running = start(slow);
        running.host.deploy("a", running.train("spam", "ham"));
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(running.predict("a", BODY));
        }
        while (running.host.status().queued() < 5) {
            Thread.sleep(5);
        }
        int port = running.service.port();
        running.close();
        running.close();

        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.join().statusCode()).isEqualTo(200);
        }
        assertThat(running.host.status().open()).isFalse();
        try (Socket socket = new Socket()) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> socket.connect(new java.net.InetSocketAddress("127.0.0.1", port), 1000)))
                    .isInstanceOf(IOException.class);
        }
    }
}
