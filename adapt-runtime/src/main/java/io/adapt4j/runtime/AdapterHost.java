package io.adapt4j.runtime;

import io.adapt4j.AdaptedModel;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.ContentHash;
import io.adapt4j.WeightedAdapter;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.EngineException;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.runtime.observe.AnswerListener;
import io.adapt4j.runtime.observe.AnswerListeners;
import io.adapt4j.runtime.pool.Resident;
import io.adapt4j.runtime.pool.ResidentPool;
import io.adapt4j.runtime.task.TextTask;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.tensor.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
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
public final class AdapterHost implements AutoCloseable {
    private final HostOptions options;
    private final ResidentPool pool;
    private final Map<ContentHash, AdaptedModel> models = new ConcurrentHashMap<>();
    private final Deployments deployments = new Deployments();
    private final Submissions submissions;
    private final Merging merging;
    private final AnswerListeners answerListeners = new AnswerListeners();
    private final LongAdder requests = new LongAdder();
    private final LongAdder failures = new LongAdder();
    /** Requests hold the read lock, {@link #close} the write lock: it waits for requests under way. */
    private final ReentrantReadWriteLock lifecycle = new ReentrantReadWriteLock();

    private AdapterHost(HostOptions options) {
        this.options = options;
        this.pool = new ResidentPool(options.residentBytes(), options.loaders());
        this.submissions = new Submissions(options.batching(), deployments);
        this.merging = new Merging(options.merging(), deployments);
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
        deployments.requireOpen();
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
        deployments.requireOpen();
        return publish(name, pool.add(bind(name, adapter)));
    }

    /**
     * Deploys several adapters of one base that are active together, as the weighted sum of what each adds. Texts are
     * answered with the head and task of the first of them that has them.
     *
     * @param adapters at least one
     * @throws AdaptException as {@link #deploy(String, Adapter)}
     */
    public Deployment deploy(String name, List<WeightedAdapter> adapters) {
        deployments.requireOpen();
        if (adapters.isEmpty()) {
            throw new InvalidAdapterException("No adapters were given to deploy together as \"" + name + "\"");
        }
        AdaptedModel model = model(adapters.get(0).adapter());
        TextTask<?> task = null;
        for (WeightedAdapter weighted : adapters) {
            task = task == null ? task(name, weighted.adapter()) : task;
        }
        return publish(name, pool.add(new Resident(model, model.bind(adapters), task)));
    }

    /** How an adapter answers texts; null where it does not say, or lacks the head for it. */
    private @Nullable TextTask<?> task(String name, Adapter adapter) {
        TaskSpec spec = adapter.manifest().task().orElse(null);
        boolean answers =
                spec != null && (spec.outputs().isEmpty() || adapter.head().isPresent());
        return answers ? TextTask.of(adapter).heard(name, adapter.hash(), answerListeners) : null;
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
        deployments.requireOpen();
        return publish(name, pool.register(() -> bind(name, source.get())));
    }

    private Resident bind(String name, Adapter adapter) {
        AdaptedModel model = model(adapter);
        TextTask<?> task = task(name, adapter);
        return new Resident(model, model.bind(adapter), task);
    }

    private AdaptedModel model(Adapter adapter) {
        if (models.size() == 1) {
            return models.values().iterator().next();
        }
        AdaptedModel model = adapter.manifest()
                .base()
                .map(models::get)
                .or(() -> models.values().stream()
                        .filter(other -> adapter.manifest().fits(other.base()))
                        .findFirst())
                .orElse(null);
        if (model == null) {
            throw new IncompatibleAdapterException(adapter + " was made for the base model "
                    + adapter.manifest().base().map(ContentHash::toString).orElse("of no name")
                    + ", but this host has " + models.keySet());
        }
        return model;
    }

    private Deployment publish(String name, ResidentPool.Entry entry) {
        boolean merged = deployments.isMerged(name);
        Deployment deployment = deployments.publish(name, entry);
        if (merged) {
            merging.follow(name);
        }
        return deployment;
    }

    /**
     * Removes a deployment; requests under way finish.
     *
     * @return whether there was one
     */
    public boolean remove(String name) {
        return deployments.remove(name);
    }

    /**
     * Loads a registered adapter, unless it is in memory, and keeps it there until {@link #unpin}.
     *
     * @throws DeploymentException when nothing is deployed under the name, or the pinned adapters would take more than the
     *     bound
     */
    public void pin(String name) {
        deployments.get(name).entry().pin();
    }

    /** Lets an adapter that was registered and pinned be let go when the room is needed; one that was deployed stays. */
    public void unpin(String name) {
        deployments.get(name).entry().unpin();
    }

    /**
     * Gives a deployment a session of its own, over weights into which its adapter is merged; all other weights stay shared
     * with the base. Calls that use no other adapter run there from then on, batches of several adapters as before, and no
     * request waits for the change. The adapter stays in memory and its weights count against the bound. What replaces it
     * under the name is merged too, in the background. {@link MergePolicy} does this by traffic.
     *
     * @throws DeploymentException when nothing is deployed under the name, or what must stay would take more than the bound
     * @throws io.adapt4j.error.UnsupportedFeatureException when the base does not store the weights as 32-bit floats
     */
    public void merge(String name) {
        deployments.get(name).entry().merge();
    }

    /** Ends {@link #merge}. */
    public void unmerge(String name) {
        deployments.get(name).entry().unmerge();
    }

    /** Loads a registered adapter in the background, ahead of its first request. */
    @SuppressWarnings("FutureReturnValueIgnored") // a callback that tells the future that the caller gets
    public CompletableFuture<Void> prefetch(String name) {
        CompletableFuture<Void> prefetched = new CompletableFuture<>();
        // A future of its own: one that the caller cancels must not keep the reference from being given back.
        deployments.get(name).entry().acquireAsync().whenComplete((resident, error) -> {
            if (resident != null) {
                resident.release();
            }
            if (error == null) {
                prefetched.complete(null);
            } else {
                prefetched.completeExceptionally(ResidentPool.typed(error));
            }
        });
        return prefetched;
    }

    /** What is deployed now, by name. */
    public List<Deployment> deployments() {
        return deployments.describe();
    }

    /**
     * Hands every answer to a text, of any deployment, to a listener from now on, until {@link #removeAnswerListener}. Where
     * several adapters are deployed together, the hash is that of the one whose head answers.
     */
    public void addAnswerListener(AnswerListener listener) {
        answerListeners.add(listener);
    }

    public void removeAnswerListener(AnswerListener listener) {
        answerListeners.remove(listener);
    }

    /** How the host is doing. */
    public HostStatus status() {
        List<Deployment> all = deployments();
        return new HostStatus(
                !deployments.isClosed(),
                all.size(),
                (int) all.stream()
                        .filter(deployment -> deployment.state() != Deployment.State.COLD)
                        .count(),
                pool.residentBytes(),
                pool.maxBytes(),
                submissions.queued(),
                requests.sum(),
                failures.sum(),
                deployments.swaps(),
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
     * The version that is deployed under a name now, for a request that runs the base several times. It goes on serving until
     * the lease is closed, whatever is deployed meanwhile; {@link #close} waits for that. The request counts once.
     *
     * @throws DeploymentException when nothing is deployed under the name, or the host is closed
     */
    public Lease lease(String name) {
        long begin = System.nanoTime();
        lifecycle.readLock().lock();
        boolean leased = false;
        try {
            deployments.requireOpen();
            Resident resident = deployments.acquire(name);
            leased = true;
            return new HeldVersion(resident, answered -> {
                lifecycle.readLock().unlock();
                count(name, begin, answered);
            });
        } finally {
            if (!leased) {
                lifecycle.readLock().unlock();
                count(name, begin, false);
            }
        }
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
                                            .computeIfAbsent(name, deployments::acquire)
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
        return answer(name, text, Classification.class);
    }

    /** As {@link #classify(String, String)}, for several texts, all answered by the same adapter version. */
    public List<Classification> classify(String name, List<String> texts) {
        return answer(name, texts, Classification.class);
    }

    /**
     * Answers a text with the adapter deployed under a name, on the calling thread.
     *
     * @param type what its task answers with: {@link Classification}, {@link io.adapt4j.task.MultiLabel},
     *     {@link io.adapt4j.task.Regression}, {@link Embedding} or {@link io.adapt4j.task.Entities}; {@code Object} takes any
     * @throws DeploymentException when nothing is deployed under the name, or the host is closed
     * @throws IncompatibleAdapterException when the adapter's task answers with something else
     */
    public <A> A answer(String name, String text, Class<A> type) {
        return answer(name, List.of(text), type).get(0);
    }

    /** As {@link #answer(String, String, Class)}, for several texts, all answered by the same adapter version. */
    public <A> List<A> answer(String name, List<String> texts, Class<A> type) {
        return with(name, resident -> TextTask.require(resident.task(), type, name)
                .answer(resident.model(), resident.bound(), texts));
    }

    /**
     * How similar two texts are: the cosine of their vectors, in [-1, 1].
     *
     * @throws IncompatibleAdapterException when the adapter's task is not to embed texts
     */
    public double similarity(String name, String first, String second) {
        List<Embedding> vectors = answer(name, List.of(first, second), Embedding.class);
        return vectors.get(0).cosine(vectors.get(1));
    }

    /** As {@link #submit(String, String, Class, Duration)}, for a classification and with the deadline of the host's options. */
    public CompletableFuture<Classification> submit(String name, String text) {
        return submit(name, text, Classification.class);
    }

    /** As {@link #submit(String, String, Class, Duration)}, with the deadline of the host's options. */
    public <A> CompletableFuture<A> submit(String name, String text, Class<A> type) {
        return submit(name, text, type, options.batching().deadline());
    }

    /**
     * Answers a text together with what others ask at the same time, whatever their adapters and tasks. An adapter that is not
     * in memory is loaded meanwhile, and no other request waits for it. Cancelling the future takes the request back.
     *
     * @param type what the adapter's task answers with, as for {@link #answer(String, String, Class)}
     * @return completed with the answer, or with {@link DeploymentException} when nothing is deployed under the name or the
     *     host is closed, {@link IncompatibleAdapterException} when the adapter's task answers with something else,
     *     {@link io.adapt4j.error.OverloadedException} when too many requests wait,
     *     {@link io.adapt4j.error.DeadlineExceededException} when the deadline passes, or what loading the adapter threw
     */
    @SuppressWarnings("FutureReturnValueIgnored") // a callback on the future that the caller gets
    public <A> CompletableFuture<A> submit(String name, String text, Class<A> type, Duration deadline) {
        CompletableFuture<A> answer = new CompletableFuture<>();
        long begin = System.nanoTime();
        answer.whenComplete((value, error) -> count(name, begin, error == null));
        submissions.submit(name, text, type, deadline, answer);
        return answer;
    }

    /** Answers a request with the version that is deployed now, kept alive until the answer is there. */
    private <T> T with(String name, Function<Resident, T> request) {
        return counted(name, () -> {
            Resident resident = deployments.acquire(name);
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
            deployments.requireOpen();
            T answer = request.get();
            answered = true;
            return answer;
        } catch (OutOfMemoryError e) {
            throw new EngineException("There was no memory for a request to \"" + name + "\": " + e.getMessage(), e);
        } finally {
            lifecycle.readLock().unlock();
            count(name, begin, answered);
        }
    }

    private void count(String name, long begin, boolean answered) {
        options.listener().onRequest(name, System.nanoTime() - begin, answered);
        requests.increment();
        merging.count(name);
        if (!answered) {
            failures.increment();
        }
    }

    /**
     * Refuses new requests, answers those under way and those that wait for a batch, and frees all adapters. Requests that wait
     * for an adapter get it if its load has begun and ends within some seconds, else an error. May be called twice. What hangs on a submitted
     * answer may call it too, but it then returns before those that wait are answered.
     *
     * @throws DeploymentException when an {@link AnswerListener} calls it for an answer that it would have to wait for
     */
    @Override
    public void close() {
        if (lifecycle.getReadHoldCount() > 0) {
            throw new DeploymentException("The host cannot be closed by what hears an answer before the caller has it;"
                    + " close it on another thread");
        }
        if (!deployments.close()) {
            return;
        }
        pool.endLoads();
        merging.close();
        submissions.close();
        lifecycle.writeLock().lock();
        try {
            deployments.clear();
            pool.close();
        } finally {
            lifecycle.writeLock().unlock();
        }
    }
}
