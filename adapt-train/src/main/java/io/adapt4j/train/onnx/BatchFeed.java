package io.adapt4j.train.onnx;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.ModelSignature;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.runtime.text.TokenBatch;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.batch.BatchInputs;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the inputs of a training graph of batches. The next batch can be prepared on a thread of the feed's own while the
 * last one runs; what is made of a batch does not depend on that. For use by one thread.
 */
final class BatchFeed implements AutoCloseable {
    private final TrainingSpec spec;
    private final ModelSignature signature;
    private final TrainingGraph forward;
    private final Set<String> taken = new HashSet<>();
    private final @Nullable FrozenActivations frozen;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "adapt4j-next-batch");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, ByteBuffer> scratch = new HashMap<>();
    private final Map<TrainingBatch, CompletableFuture<Map<String, Tensor>>> prepared = new IdentityHashMap<>();
    private boolean side;

    /**
     * A feed.
     *
     * @param graph the graph that it feeds
     * @param forward what that graph was made of
     * @param frozen makes the inputs that are what frozen layers compute; null where the graph has none. The feed closes it
     */
    BatchFeed(
            TrainingSpec spec,
            ModelSignature signature,
            Graph graph,
            TrainingGraph forward,
            @Nullable FrozenActivations frozen) {
        this.spec = spec;
        this.signature = signature;
        this.forward = forward;
        this.frozen = frozen;
        graph.inputs().stream().map(ValueInfo::name).forEach(taken::add);
    }

    /** Begins to prepare a batch. At most one may be waiting while another is computed. */
    void announce(TrainingBatch batch) {
        side = !side;
        boolean own = side;
        prepared.put(batch, CompletableFuture.supplyAsync(() -> make(batch, own), worker));
    }

    /** The inputs of a batch, apart from the parameters. Their memory is used again for the batch after the next. */
    Map<String, Tensor> of(TrainingBatch batch) {
        if (!prepared.containsKey(batch)) {
            announce(batch);
        }
        try {
            return requireNonNull(prepared.remove(batch)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private Map<String, Tensor> make(TrainingBatch batch, boolean own) {
        Map<String, Tensor> feed = new LinkedHashMap<>(new TokenBatch(batch.texts()).inputs(signature));
        feed.keySet().retainAll(taken);
        BatchInputs inputs = new BatchInputs(spec, batch);
        feed.put(TrainingGraph.TARGETS, inputs.targets());
        put(feed, TrainingGraph.POOLING, inputs::poolingWeights);
        put(feed, TrainingGraph.VECTOR_MASK, inputs::vectorMask);
        put(feed, TrainingGraph.TOKEN_MASK, inputs::tokenMask);
        put(feed, EmbeddingNoise.INPUT, () -> inputs.embeddingNoise(forward.noiseWidth()));
        for (TrainingGraph.DropoutMask mask : forward.masks()) {
            ByteBuffer keep = scratch(mask.input(), own, inputs.keepBytes(mask.width()));
            feed.put(mask.input(), inputs.keep(mask.module(), mask.probability(), keep));
        }
        if (frozen != null) {
            feed.putAll(frozen.of(batch.texts(), (name, bytes) -> scratch(name, own, bytes)));
        }
        return feed;
    }

    private void put(Map<String, Tensor> feed, String input, Supplier<Tensor> tensor) {
        if (taken.contains(input)) {
            feed.put(input, tensor.get());
        }
    }

    /** A direct buffer of that many bytes, the same memory every other time: while one batch is read, the next is written. */
    private ByteBuffer scratch(String name, boolean own, int bytes) {
        String key = own + name;
        ByteBuffer buffer = scratch.get(key);
        if (buffer == null || buffer.capacity() < bytes) {
            buffer = Tensor.allocate(DataType.BOOLEAN, bytes);
            scratch.put(key, buffer);
        }
        return buffer.slice(0, bytes).order(ByteOrder.nativeOrder());
    }

    /** Waits for what is being prepared. May be called twice. */
    @Override
    public void close() {
        worker.shutdown();
        boolean interrupted = false;
        while (!worker.isTerminated()) {
            try {
                worker.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (frozen != null) {
            frozen.close();
        }
    }
}
