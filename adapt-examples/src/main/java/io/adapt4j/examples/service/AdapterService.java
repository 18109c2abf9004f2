package io.adapt4j.examples.service;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.error.OverloadedException;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.Deployment;
import io.adapt4j.runtime.HostStatus;
import io.adapt4j.runtime.dashboard.Dashboard;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * An adapter host over HTTP: health, metrics, a dashboard, deploying, removing and predicting. Predictions are submitted, so that they are
 * answered in batches with what others ask at the same time; no thread waits for them. Ends by answering what is under way.
 */
final class AdapterService implements AutoCloseable {
    private final AdapterHost host;
    private final AdapterFolder folder;
    private final Ledger ledger;
    private final Dashboard dashboard;
    private final PrometheusMeterRegistry meters;
    private final ServiceOptions options;
    private final QueuedThreadPool threads = new QueuedThreadPool(32);
    /** Uploads that are unpacked at the same time: each may hold its bound of bytes. */
    private final Semaphore uploads = new Semaphore(4);
    /** Held while host and folder change together. */
    private final Lock change = new ReentrantLock();

    private final Javalin server;

    /**
     * Starts to listen.
     *
     * @param host is closed with the service
     * @param ledger where it is put on record what is deployed and removed
     * @param meters where the host's meters are
     */
    AdapterService(
            AdapterHost host,
            AdapterFolder folder,
            Ledger ledger,
            Dashboard dashboard,
            PrometheusMeterRegistry meters,
            ServiceOptions options) {
        this.host = host;
        this.folder = folder;
        this.ledger = ledger;
        this.dashboard = dashboard;
        this.meters = meters;
        this.options = options;
        this.server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.http.maxRequestSize = options.maxRequestBytes();
            config.http.asyncTimeout = 2 * options.maxDeadline().toMillis();
            config.http.prefer405over404 = true;
            config.jetty.threadPool = threads;
            config.jetty.modifyServer(jetty -> {
                jetty.insertHandler(new GracefulHandler());
                jetty.setStopTimeout(options.drain().toMillis());
            });
            routes(config.routes);
        });
        server.start(options.address(), options.port());
    }

    private void routes(RoutesConfig routes) {
        routes.get("/health", this::health);
        routes.get("/metrics", context -> context.result(meters.scrape())
                .contentType("text/plain; version=0.0.4; charset=utf-8"));
        routes.get("/adapters", context -> json(context, list(host.deployments())));
        routes.get("/adapters/{name}", context -> json(context, Answers.of(deployed(name(context)))));
        routes.put("/adapters/{name}", this::deploy);
        routes.delete("/adapters/{name}", this::remove);
        routes.post("/adapters/{name}/predict", this::predict);
        DashboardPages.register(routes, dashboard);
        Problems.register(routes, () -> host.status().open(), 2 * options.maxUploadBytes());
    }

    int port() {
        return server.port();
    }

    private static String name(Context context) {
        return AdapterFolder.name(context.pathParam("name"));
    }

    private static void json(Context context, JsonElement json) {
        context.result(json.toString()).contentType("application/json");
    }

    private void health(Context context) {
        HostStatus status = host.status();
        context.status(status.open() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
        json(context, Answers.of(status));
    }

    private static JsonArray list(List<Deployment> deployments) {
        JsonArray list = new JsonArray();
        deployments.forEach(deployment -> list.add(Answers.of(deployment)));
        return list;
    }

    private Deployment deployed(String name) {
        Optional<Deployment> found = host.deployments().stream()
                .filter(deployment -> deployment.name().equals(name))
                .findFirst();
        return found.orElseThrow(
                () -> new ServiceException(HttpStatus.NOT_FOUND, "No adapter is deployed as \"" + name + "\""));
    }

    /** A zip of an adapter's directory, or JSON that names one in the service's folder. */
    private void deploy(Context context) throws IOException {
        String name = name(context);
        String type = String.valueOf(context.contentType());
        Adapter adapter;
        if (type.startsWith("application/zip")) {
            adapter = uploaded(context);
        } else if (type.startsWith("application/json")) {
            JsonObject body = Bodies.object(context.body(), Set.of("directory"));
            if (!body.has("directory")) {
                throw new ServiceException(HttpStatus.BAD_REQUEST, "\"directory\" names one in the service's folder");
            }
            adapter = folder.load(Bodies.string(body.get("directory"), "directory"));
        } else {
            throw new ServiceException(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "An adapter comes as application/zip, or application/json {\"directory\": name}, but was given "
                            + type);
        }
        change.lock();
        try {
            Deployment deployment = host.deploy(name, adapter);
            folder.save(name, adapter);
            ledger.deployed(name, adapter, "asked for over HTTP");
            context.status(deployment.version() == 1 ? HttpStatus.CREATED : HttpStatus.OK);
            json(context, Answers.of(deployment));
        } finally {
            change.unlock();
        }
    }

    private Adapter uploaded(Context context) throws IOException {
        if (context.contentLength() > options.maxUploadBytes()) {
            throw new ServiceException(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "An adapter of up to " + options.maxUploadBytes() + " bytes can be uploaded, but this one has "
                            + context.contentLength());
        }
        if (!uploads.tryAcquire()) {
            throw new OverloadedException("Other adapters are being uploaded; retry later");
        }
        try {
            Problems.asked(context);
            return folder.unpack(context.req().getInputStream(), options.maxUploadBytes());
        } finally {
            uploads.release();
        }
    }

    private void remove(Context context) throws IOException {
        String name = name(context);
        change.lock();
        try {
            deployed(name);
            host.remove(name);
            folder.remove(name);
            ledger.removed(name, "asked for over HTTP");
            context.status(HttpStatus.NO_CONTENT);
        } finally {
            change.unlock();
        }
    }

    private void predict(Context context) {
        String name = name(context);
        deployed(name);
        PredictRequest request = PredictRequest.parse(context.body(), options);
        List<CompletableFuture<Object>> answers = request.texts().stream()
                .map(text -> host.submit(name, text, Object.class, request.deadline()))
                .toList();
        // Not on a thread of the host's: a client that reads slowly must hold up no batch.
        context.future(() -> CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenAcceptAsync(all -> json(context, answer(request, answers)), threads));
    }

    private static JsonObject answer(PredictRequest request, List<CompletableFuture<Object>> answers) {
        if (request.single()) {
            return Answers.of(answers.get(0).join());
        }
        JsonArray list = new JsonArray();
        answers.forEach(answer -> list.add(Answers.of(answer.join())));
        JsonObject json = new JsonObject();
        json.add("answers", list);
        return json;
    }

    /** Refuses new requests, answers those under way and closes the host. May be called twice. */
    @Override
    public void close() {
        server.stop();
        host.close();
    }
}
