package io.adapt4j.runtime;

import io.adapt4j.AdaptedModel;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.ContentHash;
import io.adapt4j.WeightedAdapter;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.DeadlineExceededException;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.runtime.batch.MicroBatcher;
import io.adapt4j.runtime.observe.SwapEvent;
import io.adapt4j.runtime.pool.Resident;
import io.adapt4j.runtime.pool.ResidentPool;
import io.adapt4j.runtime.text.TextClassifier;
import io.adapt4j.task.Classification;
import io.adapt4j.tensor.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves adapters by name over one base model, or several. Requests name a deployment; the adapter behind it can be replaced
 * at any moment. A request sees one adapter from start to end: the one that was deployed when it began. A replaced adapter's
 * memory is freed after its last request. Safe for use by many threads; requests never wait for a deployment.
 *
 * <p>An adapter that is {@linkplain #deploy deployed} is in memory until it is removed. Thousands can be
 * {@linkplain #register registered}: they are loaded when they are first used and let go when the room is needed.
 *
 * <p>The host does not own its bases: {@link #close} removes the deployments and leaves the bases open.
 */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks on a future that the caller gets
public final class AdapterHost implements AutoCloseable {
    private final HostOptions options;
    private final ResidentPool pool;
    private final Map<ContentHash, AdaptedModel> models = new ConcurrentHashMap<>();
    private final Map<AdaptedModel, MicroBatcher> batchers = new ConcurrentHashMap<>();
    private final Map<String, Version> deployments = new ConcurrentSkipListMap<>();
    private final LongAdder requests = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder swaps = new LongAdder();
    /** Requests hold the read lock, {@link #close} the write lock: it waits for requests under way. */
    private final ReadWriteLock lifecycle = new ReentrantReadWriteLock();

    private volatile boolean closed;

    /** One adapter serving a name. */
    private record Version(String name, long number, ResidentPool.Entry entry) {}

    private AdapterHost(HostOptions options) {
        this.options = options;
        this.pool = new ResidentPool(options.residentBytes(), options.loaders());
    }

    /** A host with the default options. */
    public static AdapterHost on(BaseModel base) {
        return on(base, HostOptions.defaults());
    }

    public static AdapterHost on(BaseModel base, HostOptions options) {
        AdapterHost host = new AdapterHost(options);
        host.add(base);
        return host;
    }

    /** Serves adapters of a further base too. Which base an adapter belongs to is known from its manifest. */
    public void add(BaseModel base) {
        requireOpen();
        models.putIfAbsent(base.hash(), base.adapted());
    }

    /**
     * Deploys an adapter under a name, replacing the one that is there. It stays in memory until it is replaced or removed.
     * When this returns, new requests see it. When it fails, the previous adapter goes on serving.
     *
     * @throws AdaptException when the adapter does not fit its base; see {@link AdaptedModel#bind}
     * @throws DeploymentException when the host is closed, or the adapters that must stay would take more than the bound
     */
    public Deployment deploy(String name, Adapter adapter) {
        requireOpen();
        return publish(name, pool.add(bind(adapter)));
    }

    /**
     * Deploys several adapters of one base that are active together, as the weighted sum of what each adds. Texts are
     * classified with the head and task of the first of them that has them.
     *
     * @param adapters at least one
     * @throws AdaptException as {@link #deploy(String, Adapter)}
     */
    public Deployment deploy(String name, List<WeightedAdapter> adapters) {
        requireOpen();
        if (adapters.isEmpty()) {
            throw new InvalidAdapterException("No adapters were given to deploy together as \"" + name + "\"");
        }
        AdaptedModel model = model(adapters.get(0).adapter());
        TextClassifier classifier = adapters.stream()
                .map(WeightedAdapter::adapter)
                .filter(AdapterHost::classifies)
                .findFirst()
                .map(TextClassifier::of)
                .orElse(null);
        return publish(name, pool.add(new Resident(model, model.bind(adapters), classifier)));
    }

    private static boolean classifies(Adapter adapter) {
        return adapter.manifest().task().isPresent() && adapter.head().isPresent();
    }

    /**
     * Makes an adapter known under a name, replacing the one that is there, without loading it: that happens at its first
     * request, and again when it has been let go meanwhile. Whether it can be loaded turns out then.
     */
    public Deployment register(String name, Path directory) {
        return register(name, () -> Adapter.load(directory));
    }

    /** As {@link #register(String, Path)}, for adapters kept elsewhere; the source is asked each time it is loaded. */
    public Deployment register(String name, Supplier<Adapter> source) {
        requireOpen();
        return publish(name, pool.register(() -> bind(source.get())));
    }

    private Resident bind(Adapter adapter) {
        AdaptedModel model = model(adapter);
        TextClassifier classifier = classifies(adapter) ? TextClassifier.of(adapter) : null;
        return new Resident(model, model.bind(adapter), classifier);
    }

    private AdaptedModel model(Adapter adapter) {
        if (models.size() == 1) {
            return models.values().iterator().next();
        }
        AdaptedModel model = adapter.manifest().base().map(models::get).orElse(null);
        if (model == null) {
            throw new IncompatibleAdapterException(adapter + " was made for the base model "
                    + adapter.manifest().base().map(ContentHash::toString).orElse("of no name")
                    + ", but this host has " + models.keySet());
        }
        return model;
    }

    private synchronized Deployment publish(String name, ResidentPool.Entry entry) {
        if (closed) {
            entry.close();
            throw closedError();
        }
        Version previous = deployments.get(name);
        Version version = new Version(name, previous == null ? 1 : previous.number + 1, entry);
        Deployment info = describe(version);
        deployments.put(name, version);
        new SwapEvent(name, version.number).commit();
        if (previous != null) {
            swaps.increment();
            previous.entry.close();
        }
        return info;
    }

    /**
     * Removes a deployment; requests under way finish.
     *
     * @return whether there was one
     */
    public synchronized boolean remove(String name) {
        Version removed = deployments.remove(name);
        if (removed != null) {
            removed.entry.close();
        }
        return removed != null;
    }

    /**
     * Loads a registered adapter, unless it is in memory, and keeps it there until {@link #unpin}.
     *
     * @throws DeploymentException when nothing is deployed under the name, or the pinned adapters would take more than the
     *     bound
     */
    public void pin(String name) {
        version(name).entry.pin();
    }

    /** Lets an adapter that was registered and pinned be let go when the room is needed. */
    public void unpin(String name) {
        version(name).entry.unpin();
    }

    /** Loads a registered adapter in the background, ahead of its first request. */
    public CompletableFuture<Void> prefetch(String name) {
        return version(name).entry.acquireAsync().thenAccept(resident -> {
            if (resident != null) {
                resident.release();
            }
        });
    }

    /** What is deployed now, by name. */
    public List<Deployment> deployments() {
        return deployments.values().stream().map(AdapterHost::describe).toList();
    }

    private static Deployment describe(Version version) {
        return version.entry.describe((hash, bytes, pinned) -> new Deployment(
                version.name,
                version.number,
                hash,
                pinned ? Deployment.State.PINNED : bytes > 0 ? Deployment.State.RESIDENT : Deployment.State.COLD,
                bytes));
    }

    /** How the host is doing. */
    public HostStatus status() {
        List<Deployment> all = deployments();
        return new HostStatus(
                !closed,
                all.size(),
                (int) all.stream()
                        .filter(deployment -> deployment.state() != Deployment.State.COLD)
                        .count(),
                pool.residentBytes(),
                pool.maxBytes(),
                batchers.values().stream().mapToInt(MicroBatcher::queued).sum(),
                requests.sum(),
                failures.sum(),
                swaps.sum(),
                pool.loads(),
                pool.evictions());
    }

    /**
     * Runs the base with the adapter deployed under a name.
     *
     * @throws DeploymentException when nothing is deployed under the name, or the host is closed
     * @throws io.adapt4j.error.InvalidInputException when the inputs do not fit the base
     */
    public Map<String, Tensor> run(String name, Map<String, Tensor> inputs) {
        return with(name, resident -> resident.model().run(inputs, resident.bound()));
    }

    /**
     * Runs a batch whose rows have deployments of their own, all of one base.
     *
     * @param names one deployment per row, null for the untouched base
     * @throws DeploymentException when nothing is deployed under a name, or the host is closed
     * @throws IncompatibleAdapterException when the deployments are of several bases
     * @throws io.adapt4j.error.InvalidInputException when the inputs do not fit the base or the number of rows
     */
    public Map<String, Tensor> runRows(List<? extends @Nullable String> names, Map<String, Tensor> inputs) {
        return counted("", () -> {
            Map<String, Resident> residents = new TreeMap<>();
            try {
                List<@Nullable BoundAdapter> rows = new ArrayList<>();
                for (String name : names) {
                    rows.add(
                            name == null
                                    ? null
                                    : residents
                                            .computeIfAbsent(name, this::acquire)
                                            .bound());
                }
                List<AdaptedModel> used = residents.values().stream()
                        .map(Resident::model)
                        .distinct()
                        .toList();
                if (used.size() > 1 || (used.isEmpty() && models.size() > 1)) {
                    throw new IncompatibleAdapterException(
                            "A batch runs on one base, but its rows belong to " + used.size() + " of " + models.size());
                }
                AdaptedModel model = used.isEmpty() ? models.values().iterator().next() : used.get(0);
                return model.runRows(inputs, rows);
            } finally {
                residents.values().forEach(Resident::release);
            }
        });
    }

    /**
     * Classifies a text with the adapter deployed under a name, on the calling thread.
     *
     * @throws DeploymentException when nothing is deployed under the name, or the host is closed
     * @throws IncompatibleAdapterException when the adapter is not for classifying texts
     */
    public Classification classify(String name, String text) {
        return classify(name, List.of(text)).get(0);
    }

    /** As {@link #classify(String, String)}, for several texts, all answered by the same adapter version. */
    public List<Classification> classify(String name, List<String> texts) {
        return with(name, resident -> classifier(name, resident).classify(resident.model(), resident.bound(), texts));
    }

    /** As {@link #submit(String, String, Duration)}, with the deadline of the host's options. */
    public CompletableFuture<Classification> submit(String name, String text) {
        return submit(name, text, options.batching().deadline());
    }

    /**
     * Classifies a text together with what others ask at the same time, whatever their adapters. An adapter that is not in
     * memory is loaded meanwhile, and no other request waits for it. Cancelling the future takes the request back.
     *
     * @return completed with the answer, or with {@link DeploymentException} when nothing is deployed under the name or the
     *     host is closed, {@link IncompatibleAdapterException} when the adapter is not for classifying texts,
     *     {@link io.adapt4j.error.OverloadedException} when too many requests wait, {@link DeadlineExceededException} when the
     *     deadline passes, or what loading the adapter threw
     */
    public CompletableFuture<Classification> submit(String name, String text, Duration deadline) {
        CompletableFuture<Classification> answer = new CompletableFuture<>();
        long deadlineNanos = System.nanoTime() + deadline.toNanos();
        long begin = System.nanoTime();
        answer.whenComplete((classification, error) -> count(name, begin, error == null));
        limit(answer, deadline);
        try {
            requireOpen();
            Version version = version(name);
            Resident resident = version.entry.acquireIfResident();
            if (resident != null) {
                enqueue(name, resident, text, deadlineNanos, answer);
            } else {
                load(version, text, deadlineNanos, answer);
            }
        } catch (AdaptException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private void load(Version version, String text, long deadlineNanos, CompletableFuture<Classification> answer) {
        version.entry.acquireAsync().whenComplete((resident, error) -> {
            if (error != null) {
                answer.completeExceptionally(ResidentPool.typed(error));
            } else if (resident != null) {
                enqueue(version.name, resident, text, deadlineNanos, answer);
            } else {
                // Replaced or removed meanwhile: ask again.
                try {
                    load(version(version.name), text, deadlineNanos, answer);
                } catch (AdaptException e) {
                    answer.completeExceptionally(e);
                }
            }
        });
    }

    private void enqueue(
            String name, Resident resident, String text, long deadlineNanos, CompletableFuture<Classification> answer) {
        try {
            TextClassifier classifier = classifier(name, resident);
            MicroBatcher batcher =
                    batchers.computeIfAbsent(resident.model(), model -> new MicroBatcher(model, options.batching()));
            batcher.submit(name, resident, classifier, classifier.encode(text), deadlineNanos, answer);
        } catch (RuntimeException e) {
            resident.release();
            answer.completeExceptionally(e);
        }
    }

    private static void limit(CompletableFuture<Classification> answer, Duration deadline) {
        CompletableFuture<Void> timer = new CompletableFuture<>();
        timer.completeOnTimeout(null, deadline.toNanos(), TimeUnit.NANOSECONDS);
        timer.thenRun(() -> answer.completeExceptionally(
                new DeadlineExceededException("The request was not answered within " + deadline)));
        answer.whenComplete((classification, error) -> timer.cancel(false));
    }

    private static TextClassifier classifier(String name, Resident resident) {
        TextClassifier classifier = resident.classifier();
        if (classifier == null) {
            throw new IncompatibleAdapterException(
                    "The adapter deployed as \"" + name + "\" is not for classifying texts: it has no task and head");
        }
        return classifier;
    }

    /** Answers a request with the version that is deployed now, kept alive until the answer is there. */
    private <T> T with(String name, Function<Resident, T> request) {
        return counted(name, () -> {
            Resident resident = acquire(name);
            try {
                return request.apply(resident);
            } finally {
                resident.release();
            }
        });
    }

    private <T> T counted(String name, Supplier<T> request) {
        long begin = System.nanoTime();
        boolean answered = false;
        lifecycle.readLock().lock();
        try {
            requireOpen();
            T answer = request.get();
            answered = true;
            return answer;
        } finally {
            lifecycle.readLock().unlock();
            count(name, begin, answered);
        }
    }

    private void count(String name, long begin, boolean answered) {
        options.listener().onRequest(name, System.nanoTime() - begin, answered);
        requests.increment();
        if (!answered) {
            failures.increment();
        }
    }

    private Resident acquire(String name) {
        while (true) {
            Resident resident = version(name).entry.acquire();
            if (resident != null) {
                return resident;
            }
        }
    }

    private Version version(String name) {
        Version version = deployments.get(name);
        if (version == null) {
            List<String> some = deployments.keySet().stream().limit(10).toList();
            throw closed
                    ? closedError()
                    : new DeploymentException("Nothing is deployed as \"" + name + "\"; of " + deployments.size()
                            + " deployments the first are " + some);
        }
        return version;
    }

    private void requireOpen() {
        if (closed) {
            throw closedError();
        }
    }

    private static DeploymentException closedError() {
        return new DeploymentException("The host has been closed");
    }

    /**
     * Refuses new requests, answers those under way and those that wait for a batch, and frees all adapters. May be called
     * twice.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        batchers.values().forEach(MicroBatcher::close);
        lifecycle.writeLock().lock();
        try {
            List.copyOf(deployments.keySet()).forEach(this::remove);
            pool.close();
        } finally {
            lifecycle.writeLock().unlock();
        }
        // A request that began before the host was closed may have made a batcher since.
        batchers.values().forEach(MicroBatcher::close);
    }
}
