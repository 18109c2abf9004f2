package io.adapt4j.examples.service;

import io.adapt4j.BaseModel;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.audit.FileAuditStore;
import io.adapt4j.examples.Models;
import io.adapt4j.registry.Registry;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.HostOptions;
import io.adapt4j.runtime.MicrometerMeters;
import io.adapt4j.runtime.dashboard.Dashboard;
import io.adapt4j.runtime.dashboard.Traffic;
import io.adapt4j.runtime.observe.MicrometerListener;
import io.adapt4j.runtime.registry.file.FileRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Serves adapters of all-MiniLM-L6-v2 over HTTP. Where its folder is empty it first trains two on a slice of the mail that comes
 * with the examples. Ends on Ctrl-C, after the requests under way.
 *
 * <pre>
 * mvn -q -DskipTests -pl adapt-examples -am package exec:java -Dexec.mainClass=io.adapt4j.examples.service.Service
 *
 * curl localhost:8080/health
 * curl localhost:8080/metrics
 * curl localhost:8080/dashboard.json    # as a page: http://localhost:8080/dashboard
 * curl localhost:8080/adapters
 * curl localhost:8080/adapters/label/predict -d '{"text": "You have won a prize"}'
 * curl localhost:8080/adapters/group/predict -d '{"texts": ["Re: kernel panic", "hello"], "deadlineMillis": 500}'
 * curl -X PUT localhost:8080/adapters/triage -H 'Content-Type: application/json' -d '{"directory": "label"}'
 * (cd target/service/label &amp;&amp; zip -r - .) | curl -X PUT localhost:8080/adapters/triage -H 'Content-Type: application/zip' --data-binary @-
 * curl -X DELETE localhost:8080/adapters/triage
 * </pre>
 */
@Command(
        name = "service",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = "Serves adapters over HTTP.")
public final class Service implements Callable<Integer> {
    @Option(names = "--adapters", description = "Folder of the adapters, one directory each.")
    private Path adapters = Path.of("target", "service");

    @Option(names = "--records", description = "Folder of the registry and the audit log of what was deployed.")
    private Path records = Path.of("target", "service-records");

    @Option(names = "--address", description = "Address to listen on; there is no authentication.")
    private String address = "127.0.0.1";

    @Option(names = "--port")
    private int port = 8080;

    @Option(names = "--threads", description = "Threads that the engine uses for one call; 0 for its own choice.")
    private int threads = 0;

    @Option(names = "--max-upload", description = "Most bytes of an uploaded adapter.")
    private long maxUpload = ServiceOptions.defaults().maxUploadBytes();

    private final PrintStream out = System.out;

    private Service() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Service()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        AdapterFolder folder = new AdapterFolder(adapters);
        CountDownLatch ended = new CountDownLatch(1);
        try (BaseModel base = Models.MINI_LM.open(threads);
                Registry registry = FileRegistry.open(records.resolve("registry"))) {
            AuditLog audit = new AuditLog(new FileAuditStore(records.resolve("audit")), Clock.systemUTC());
            Ledger ledger = new Ledger(registry, audit);
            if (folder.names().isEmpty()) {
                for (String column : List.of("label", "group")) {
                    out.printf("Training the adapter \"%s\" on a slice of the mail%n", column);
                    folder.save(column, StarterAdapters.train(base, column));
                }
            }
            PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            Traffic traffic = new Traffic();
            AdapterHost host = AdapterHost.on(
                    base, HostOptions.defaults().withListener(new MicrometerListener(meters).and(traffic)));
            new MicrometerMeters(host).bindTo(meters);
            for (String name : folder.names()) {
                host.register(name, folder.directory(name));
                ledger.deployed(name, folder.load(name), "found in the service's folder");
            }
            ServiceOptions options =
                    ServiceOptions.defaults().withAddress(address, port).withMaxUploadBytes(maxUpload);
            Dashboard dashboard = Dashboard.of(registry).withHost(host, traffic).withAudit(audit);
            AdapterService service = new AdapterService(host, folder, ledger, dashboard, meters, options);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                service.close();
                ended.countDown();
            }));
            out.printf(
                    Locale.ROOT,
                    "%d adapters at http://%s:%d/dashboard%n",
                    folder.names().size(),
                    address,
                    service.port());
            ended.await();
        }
        return 0;
    }
}
