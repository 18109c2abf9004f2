package io.adapt4j.examples.multitenant;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.examples.Models;
import io.adapt4j.examples.quickstart.Datasets;
import io.adapt4j.examples.report.HtmlReport;
import io.adapt4j.examples.report.Svg;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.Deployment;
import io.adapt4j.runtime.HostOptions;
import io.adapt4j.runtime.HostStatus;
import io.adapt4j.runtime.batch.BatchOptions;
import io.adapt4j.runtime.export.Exports;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A service with many tenants: one base model, an adapter per tenant trained on the tenant's own mail, live traffic at mixed
 * rates, swaps, evictions and cold loads. Compared with the plain base on the same texts in ideal batches, and with a merged
 * model per tenant.
 */
@Command(name = "multitenant", mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
public final class Multitenant implements Callable<Integer> {
    private static final int MAX_LENGTH = 48;
    private static final int THREADS = 2;
    private static final HostOptions OPTIONS =
            HostOptions.defaults().withBatching(BatchOptions.defaults().withWorkers(THREADS));

    @Option(names = "--tenants")
    private int tenants = 64;

    @Option(names = "--requests", description = "Requests of each measurement.")
    private int requests = 6000;

    @Option(names = "--resident", description = "Adapters that fit in memory at the same time.")
    private int resident = 48;

    @Option(names = "--merged", description = "Tenants that get a merged model of their own, for comparison.")
    private int merged = 16;

    @Option(names = "--rounds", description = "How often service and plain base are compared in turn.")
    private int rounds = 5;

    @Option(names = "--compare", description = "Only compare service and plain base in turn.")
    private boolean compareOnly;

    @Option(names = "--folder", description = "Where the adapters are; those that are missing are trained.")
    private Path folder = Path.of("target", "tenants");

    @Option(names = "--report", description = "HTML file to write.")
    private Path report = Path.of("target", "multitenant.html");

    private final PrintStream out = System.out;
    private final List<List<String>> rows =
            new ArrayList<>(List.of(List.of("what", "requests/s", "p50 ms", "p99 ms", "failed", "memory MB")));

    public static void main(String[] args) {
        System.exit(new CommandLine(new Multitenant()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<List<Example>> slices = Slices.of(Datasets.mail("label").train(), tenants);
        TokenizerFile tokenizer = Models.MINI_LM.tokenizer();
        HtmlReport html = new HtmlReport(tenants + " tenants on one base");
        List<List<String>> texts = slices.stream()
                .map(slice -> slice.stream().map(Example::text).toList())
                .toList();
        Traffic traffic = new Traffic(texts, requests, 1);
        double idealPerSecond;
        try (BaseModel base = Models.MINI_LM.open(THREADS)) {
            train(base, tokenizer, slices);
            idealPerSecond = ideal(base, tokenizer, traffic);
        }
        try (BaseModel base = Models.MINI_LM.open(1)) {
            serve(base, traffic, texts, idealPerSecond, html);
        }
        if (!compareOnly) {
            mergedModels(slices);
        }
        html.table(rows);
        html.write(report);
        out.println();
        for (List<String> row : rows) {
            out.printf("  %-44s %10s %9s %9s %7s %10s%n", row.toArray());
        }
        out.println("\nReport: " + report.toAbsolutePath());
        return 0;
    }

    private Path adapter(int tenant) {
        return folder.resolve("tenant-" + tenant);
    }

    private void train(BaseModel base, TokenizerFile tokenizer, List<List<Example>> slices) {
        for (int tenant = 0; tenant < tenants; tenant++) {
            if (Files.exists(adapter(tenant))) {
                continue;
            }
            Trainer.on(base)
                    .method(Lora.rank(8).targets("attention.query", "attention.value"))
                    .task(TextClassification.labels("spam", "ham")
                            .tokenizer(tokenizer)
                            .maxLength(MAX_LENGTH))
                    .epochs(2)
                    .batchSize(16)
                    .learningRate(2e-3)
                    .seed(tenant)
                    .train(ExampleSource.of(slices.get(tenant)))
                    .adapter()
                    .save(adapter(tenant));
            if ((tenant + 1) % 8 == 0) {
                out.printf("  trained %d of %d adapters%n", tenant + 1, tenants);
            }
        }
    }

    /** The plain base on the same texts, all known beforehand and batched by length. */
    private double ideal(BaseModel base, TokenizerFile tokenizer, Traffic traffic) {
        TextEncoder encoder = TextEncoder.of(tokenizer, MAX_LENGTH);
        List<String> texts =
                traffic.requests().stream().map(Traffic.Request::text).toList();
        TextFeatures.compute(base.adapted(), null, encoder.encode(texts.subList(0, 200)), Pooling.MEAN);
        long start = System.nanoTime();
        List<TokenizedText> tokens = encoder.encode(texts);
        TextFeatures.compute(base.adapted(), null, tokens, Pooling.MEAN);
        double seconds = (System.nanoTime() - start) / 1e9;
        row("plain base, all texts known, ideal batches", requests / seconds, Double.NaN, Double.NaN, 0);
        List<Double> single = new ArrayList<>();
        for (int i = 0; i < Math.min(1000, requests); i++) {
            long begin = System.nanoTime();
            TextFeatures.compute(base.adapted(), null, encoder.encode(texts.subList(i, i + 1)), Pooling.MEAN);
            single.add((System.nanoTime() - begin) / 1e6);
        }
        Traffic.Outcome one =
                new Traffic.Outcome(single.stream().mapToDouble(x -> x / 1e3).sum(), single, 0);
        row("plain base, one request at a time", one.perSecond(), one.percentile(0.5), one.percentile(0.99), 0);
        return requests / seconds;
    }

    private void serve(
            BaseModel base, Traffic traffic, List<List<String>> texts, double idealPerSecond, HtmlReport html)
            throws InterruptedException {
        long bytes;
        try (AdapterHost host = AdapterHost.on(base)) {
            bytes = host.deploy("probe", Adapter.load(adapter(0))).residentBytes();
        }
        try (AdapterHost host = AdapterHost.on(base, OPTIONS.withResidentBytes(tenants * bytes))) {
            register(host);
            Traffic.Service service = request -> host.submit("tenant-" + request.tenant(), request.text());
            new Traffic(texts, 1000, 2).flood(service, 128);
            Traffic.Outcome full = traffic.flood(service, 256);
            row(tenants + " tenants, as fast as it goes", full);
            out.printf(
                    Locale.ROOT,
                    "  throughput of %d tenants: %.0f%% of the plain base in ideal batches%n",
                    tenants,
                    100 * full.perSecond() / idealPerSecond);
            Traffic.Outcome half = traffic.atRate(service, full.perSecond() / 2, 3);
            row(tenants + " tenants at half load", half);
            plot(html, "Latency at half load", half);
            TextEncoder encoder = TextEncoder.of(Models.MINI_LM.tokenizer(), MAX_LENGTH);
            Rounds measured = new Rounds(base, encoder, new Traffic(texts, requests / 2, 1), THREADS);
            for (int round = 0; round < rounds; round++) {
                measured.run(service, round);
            }
            measured.report().forEach(out::println);
        }
        if (!compareOnly) {
            pressed(base, traffic, bytes, html);
        }
    }

    /** Not all adapters fit, and they are swapped meanwhile. */
    private void pressed(BaseModel base, Traffic traffic, long bytes, HtmlReport html) throws InterruptedException {
        try (AdapterHost host = AdapterHost.on(base, OPTIONS.withResidentBytes(resident * bytes))) {
            register(host);
            Traffic.Service service = request -> host.submit("tenant-" + request.tenant(), request.text());
            AtomicBoolean running = new AtomicBoolean(true);
            Thread swapper = new Thread(() -> {
                for (int swap = 0; running.get(); swap++) {
                    host.register("tenant-" + swap % tenants, adapter(swap % tenants));
                    pause();
                }
            });
            swapper.start();
            Traffic.Outcome pressed = traffic.flood(service, 256);
            running.set(false);
            swapper.join();
            HostStatus status = host.status();
            row(
                    String.format(
                            Locale.ROOT,
                            "room for %d, %d swaps, %d loads, %d evictions",
                            resident,
                            status.swaps(),
                            status.loads(),
                            status.evictions()),
                    pressed);
            plot(html, "Latency with room for " + resident + " adapters, and swaps", pressed);
            out.printf(
                    "  %d of %d adapters in memory at the end, %.1f MB%n",
                    host.deployments().stream()
                            .filter(deployment -> deployment.state() == Deployment.State.RESIDENT)
                            .count(),
                    tenants,
                    status.residentBytes() / 1e6);
        }
    }

    private static CompletableFuture<?> plain(
            BaseModel model, TextEncoder encoder, Traffic.Request request, ExecutorService threads) {
        return CompletableFuture.supplyAsync(
                () -> TextFeatures.compute(
                        model.adapted(), null, List.of(encoder.encode(request.text())), Pooling.MEAN),
                threads);
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void register(AdapterHost host) {
        for (int tenant = 0; tenant < tenants; tenant++) {
            host.register("tenant-" + tenant, adapter(tenant));
        }
    }

    /** A merged model per tenant: no batch holds two tenants, and each has weights of its own. */
    private void mergedModels(List<List<Example>> slices) throws IOException, InterruptedException {
        int count = Math.min(merged, tenants);
        List<BaseModel> models = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (BaseModel base = Models.MINI_LM.open(1)) {
            for (int tenant = 0; tenant < count; tenant++) {
                Path file = folder.resolve("merged-" + tenant + ".onnx");
                Exports.mergedModel(base, Adapter.load(adapter(tenant)), file);
                models.add(BaseModel.open(file));
                Files.delete(file);
            }
            TextEncoder encoder = TextEncoder.of(Models.MINI_LM.tokenizer(), MAX_LENGTH);
            List<List<String>> texts = slices.subList(0, count).stream()
                    .map(slice -> slice.stream().map(Example::text).toList())
                    .toList();
            Traffic.Service service = request -> plain(models.get(request.tenant()), encoder, request, threads);
            new Traffic(texts, 500, 2).flood(service, 128);
            Traffic.Outcome outcome = new Traffic(texts, Math.min(requests, 3000), 1).flood(service, 256);
            row(count + " tenants, a merged model each", outcome);
        } finally {
            threads.shutdown();
            models.forEach(BaseModel::close);
        }
    }

    private void plot(HtmlReport html, String heading, Traffic.Outcome outcome) {
        html.heading(heading);
        List<Svg.Point> points = new ArrayList<>();
        for (int i = 0; i < outcome.latencies().size(); i++) {
            points.add(new Svg.Point(i, outcome.latencies().get(i)));
        }
        html.plot(Svg.dots("request", "latency in ms", List.of(new Svg.Series("answered", points)), Double.NaN));
    }

    private void row(String what, Traffic.Outcome outcome) {
        row(what, outcome.perSecond(), outcome.percentile(0.5), outcome.percentile(0.99), outcome.failures());
    }

    private void row(String what, double perSecond, double p50, double p99, int failures) {
        rows.add(List.of(
                what,
                String.format(Locale.ROOT, "%.0f", perSecond),
                Double.isNaN(p50) ? "" : String.format(Locale.ROOT, "%.1f", p50),
                Double.isNaN(p99) ? "" : String.format(Locale.ROOT, "%.1f", p99),
                Integer.toString(failures),
                String.format(Locale.ROOT, "%.0f", ProcessMemory.megabytes())));
    }
}
