package io.adapt4j.examples.service;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.audit.FileAuditStore;
import io.adapt4j.registry.Registry;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.HostOptions;
import io.adapt4j.runtime.MicrometerMeters;
import io.adapt4j.runtime.batch.BatchOptions;
import io.adapt4j.runtime.dashboard.Dashboard;
import io.adapt4j.runtime.dashboard.Traffic;
import io.adapt4j.runtime.observe.MicrometerListener;
import io.adapt4j.runtime.registry.file.FileRegistry;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The service over a tiny base on a port of its own, and a client of it. */
final class RunningService implements AutoCloseable {
    static final String TEXT = "win money now";

    private final BaseModel base = TinyBase.open(1);
    private final HttpClient client = HttpClient.newHttpClient();
    final AdapterHost host;
    final Registry registry;
    final AuditLog audit;
    final AdapterService service;

    RunningService(Path folder, BatchOptions batching) throws IOException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Traffic traffic = new Traffic();
        host = AdapterHost.on(
                base,
                HostOptions.defaults()
                        .withBatching(batching)
                        .withListener(new MicrometerListener(meters).and(traffic)));
        registry = FileRegistry.open(folder.resolveSibling("registry"));
        audit = new AuditLog(new FileAuditStore(folder.resolveSibling("audit")), Clock.systemUTC());
        new MicrometerMeters(host).bindTo(meters);
        service = new AdapterService(
                host,
                new AdapterFolder(folder),
                new Ledger(registry, audit),
                Dashboard.of(registry).withHost(host, traffic).withAudit(audit),
                meters,
                ServiceOptions.defaults().withAddress("127.0.0.1", 0).withMaxUploadBytes(1 << 20));
    }

    /** An adapter of the tiny base that knows these two labels. */
    Adapter train(String spam, String ham) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            examples.add(i % 2 == 0 ? new Example(TEXT, spam) : new Example("notes of the meeting", ham));
        }
        return Trainer.on(base)
                .task(TextClassification.labels(spam, ham).tokenizer(TinyBase.tokenizer()))
                .epochs(1)
                .train(ExampleSource.of(examples))
                .adapter();
    }

    /** The directory of an adapter as a zip. */
    static byte[] zip(Adapter adapter, Path folder) throws IOException {
        adapter.save(folder);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
                zip.write(Files.readAllBytes(file));
            }
        }
        return bytes.toByteArray();
    }

    /** A zip of files with these names and contents, in turn. */
    static byte[] zip(String... namesAndContents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndContents[i]));
                zip.write(namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path));
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).build());
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE().build());
    }

    HttpResponse<String> put(String path, String type, byte[] body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", type)
                .PUT(BodyPublishers.ofByteArray(body))
                .build());
    }

    CompletableFuture<HttpResponse<String>> predict(String name, String body) {
        HttpRequest request = request("/adapters/" + name + "/predict")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    static JsonElement json(HttpResponse<String> response) {
        return JsonParser.parseString(response.body());
    }

    @Override
    public void close() {
        service.close();
        registry.close();
        base.close();
    }
}
