package io.adapt4j.runtime;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.adapt4j.error.DeploymentException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Merges adapters in the background: those that traffic makes hot, and the successors of those that were merged. */
final class Merging implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Merging.class);

    private final MergePolicy policy;
    private final Deployments deployments;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final AtomicLong requests = new AtomicLong();
    /** Those that the policy merged; touched by the one thread only. */
    private final Set<String> chosen = new LinkedHashSet<>();
    /** Those that cannot be merged, by name; touched by the one thread only. */
    private final Map<String, Deployments.Version> refused = new HashMap<>();

    private final ExecutorService executor = Executors.newSingleThreadExecutor(new ThreadFactoryBuilder()
            .setNameFormat("adapt4j-merge")
            .setDaemon(true)
            .build());

    Merging(MergePolicy policy, Deployments deployments) {
        this.policy = policy;
        this.deployments = deployments;
    }

    /** Counts a request. */
    void count(String name) {
        if (policy.most() > 0) {
            counts.computeIfAbsent(name, key -> new LongAdder()).increment();
            if (requests.incrementAndGet() % policy.window() == 0) {
                background(this::decide);
            }
        }
    }

    /** Merges the adapter that now serves a name, because the one before was merged. */
    void follow(String name) {
        background(() -> merge(name));
    }

    private void background(Runnable work) {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("The host has been closed", e);
        }
    }

    private void decide() {
        Map<String, Long> shares = new HashMap<>();
        counts.forEach((name, count) -> shares.put(name, count.sumThenReset()));
        counts.keySet().removeIf(name -> shares.getOrDefault(name, 0L) == 0);
        refused.values().removeIf(version -> !version.equals(deployments.find(version.name())));
        shares.keySet().removeIf(name -> deployments.find(name) == null || refused.containsKey(name));
        double least = policy.share() * policy.window();
        Set<String> wanted = new LinkedHashSet<>();
        shares.entrySet().stream()
                .filter(entry -> entry.getValue() >= (chosen.contains(entry.getKey()) ? least / 2 : least))
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(policy.most())
                .forEach(entry -> wanted.add(entry.getKey()));
        for (String name : Set.copyOf(chosen)) {
            if (!wanted.contains(name)) {
                chosen.remove(name);
                unmerge(name);
            }
        }
        for (String name : wanted) {
            if (!deployments.isMerged(name) && merge(name)) {
                chosen.add(name);
            }
        }
    }

    private void unmerge(String name) {
        Deployments.Version version = deployments.find(name);
        if (version != null) {
            version.entry().unmerge();
        }
    }

    /** Returns whether it succeeded; a failure is of the one adapter and must not keep others from being merged. */
    private boolean merge(String name) {
        Deployments.Version version = deployments.find(name);
        if (version == null) {
            return false;
        }
        try {
            version.entry().merge();
            return true;
        } catch (RuntimeException | Error e) {
            if (policy.most() > 0 && !(e instanceof DeploymentException)) { // for which there may be room later
                refused.put(name, version);
            }
            LOG.warn("The adapter deployed as \"{}\" could not be merged and goes on as it is", name, e);
            return false;
        }
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        MoreExecutors.shutdownAndAwaitTermination(executor, 10, TimeUnit.SECONDS);
    }
}
