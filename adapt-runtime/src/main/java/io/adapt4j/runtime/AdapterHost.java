package io.adapt4j.runtime;

import io.adapt4j.AdaptedModel;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.runtime.text.TextClassifier;
import io.adapt4j.task.Classification;
import io.adapt4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves adapters by name over one base model. Requests name a deployment; the adapter behind it can be replaced at any
 * moment. A request sees one adapter from start to end: the one that was deployed when it began. A replaced adapter's
 * memory is freed after its last request. Safe for use by many threads; requests never wait for a deployment.
 *
 * <p>The host does not own the base: {@link #close} removes the deployments and leaves the base open.
 */
public final class AdapterHost implements AutoCloseable {
    private final AdaptedModel model;
    private final Map<String, Version> deployments = new ConcurrentSkipListMap<>();
    private boolean closed;

    /** One adapter serving a name. The classifier is null for adapters that are not for classifying texts. */
    private record Version(
            Deployment info, BoundAdapter bound, @Nullable TextClassifier classifier) {}

    private AdapterHost(AdaptedModel model) {
        this.model = model;
    }

    public static AdapterHost on(BaseModel base) {
        return new AdapterHost(base.adapted());
    }

    /**
     * Deploys an adapter under a name, replacing the one that is there. When this returns, new requests see it. When it
     * fails, the previous adapter goes on serving.
     *
     * @throws AdaptException when the adapter does not fit the base; see {@link AdaptedModel#bind}
     * @throws DeploymentException when the host is closed
     */
    public synchronized Deployment deploy(String name, Adapter adapter) {
        requireOpen();
        TextClassifier classifier =
                adapter.manifest().task().isPresent() && adapter.head().isPresent() ? TextClassifier.of(adapter) : null;
        BoundAdapter bound = model.bind(adapter);
        Version previous = deployments.get(name);
        long number = previous == null ? 1 : previous.info.version() + 1;
        Deployment info = new Deployment(name, adapter.hash(), number, bound.residentBytes());
        deployments.put(name, new Version(info, bound, classifier));
        if (previous != null) {
            previous.bound.close();
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
            removed.bound.close();
        }
        return removed != null;
    }

    /** What is deployed now, by name. */
    public List<Deployment> deployments() {
        return deployments.values().stream().map(Version::info).toList();
    }

    /**
     * Runs the base with the adapter deployed under a name.
     *
     * @throws DeploymentException when nothing is deployed under the name
     * @throws io.adapt4j.error.InvalidInputException when the inputs do not fit the base
     */
    public Map<String, Tensor> run(String name, Map<String, Tensor> inputs) {
        return with(name, version -> model.run(inputs, version.bound));
    }

    /**
     * Classifies a text with the adapter deployed under a name.
     *
     * @throws DeploymentException when nothing is deployed under the name
     * @throws IncompatibleAdapterException when the adapter is not for classifying texts
     */
    public Classification classify(String name, String text) {
        return classify(name, List.of(text)).get(0);
    }

    /** As {@link #classify(String, String)}, for several texts, all answered by the same adapter version. */
    public List<Classification> classify(String name, List<String> texts) {
        return with(name, version -> {
            TextClassifier classifier = version.classifier;
            if (classifier == null) {
                throw new IncompatibleAdapterException("The adapter deployed as \"" + name
                        + "\" is not for classifying texts: it has no task and head");
            }
            return classifier.classify(model, version.bound, texts);
        });
    }

    /** Answers a request with the version that is deployed now, kept alive until the answer is there. */
    private <T> T with(String name, Function<Version, T> request) {
        while (true) {
            Version version = deployments.get(name);
            if (version == null) {
                throw new DeploymentException(
                        "Nothing is deployed as \"" + name + "\"; deployed are " + deployments.keySet());
            }
            if (version.bound.tryRetain()) {
                try {
                    return request.apply(version);
                } finally {
                    version.bound.release();
                }
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new DeploymentException("The host has been closed");
        }
    }

    /** Removes all deployments; requests under way finish. May be called twice. */
    @Override
    public synchronized void close() {
        closed = true;
        List.copyOf(deployments.keySet()).forEach(this::remove);
    }
}
