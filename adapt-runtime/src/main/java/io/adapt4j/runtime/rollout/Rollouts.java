package io.adapt4j.runtime.rollout;

import io.adapt4j.error.AdaptException;
import io.adapt4j.error.ConflictException;
import io.adapt4j.error.RegistryException;
import io.adapt4j.error.StorageException;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.State;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.AdapterHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/**
 * The rollouts of a host's deployments, one at a time for each. They are recorded in a registry, so that they go on after a restart, and any
 * number of hosts take part. Safe for use by many threads.
 *
 * <pre>{@code
 * Rollouts rollouts = Rollouts.on(host, registry, RolloutOptions.of("host-1"));
 * Alias champion = registry.alias("triage", "champion");
 * rollouts.start("triage", champion, challenger, plan, Change.by("ann", "passed its gate"));
 * Classification answer = rollouts.answer("triage", user, text, Classification.class).answer();
 * }</pre>
 */
public final class Rollouts implements AutoCloseable {
    private final AdapterHost host;
    private final Registry registry;
    private final RolloutOptions options;
    private final RolloutListener listener;
    private final Map<String, Rollout> rollouts = new ConcurrentHashMap<>();
    private boolean closed;

    private Rollouts(AdapterHost host, Registry registry, RolloutOptions options, RolloutListener listener) {
        this.host = host;
        this.registry = registry;
        this.options = options;
        this.listener = listener;
    }

    /** The rollouts of a host; it takes part in none yet. */
    public static Rollouts on(AdapterHost host, Registry registry, RolloutOptions options) {
        return new Rollouts(host, registry, options, RolloutListener.NONE);
    }

    /** As {@link #on(AdapterHost, Registry, RolloutOptions)}, telling a listener what happens. */
    public static Rollouts on(AdapterHost host, Registry registry, RolloutOptions options, RolloutListener listener) {
        return new Rollouts(host, registry, options, listener);
    }

    /**
     * Starts a rollout. Champion and challenger are deployed first, the champion under the deployment's name; if one cannot be, there is no
     * rollout. Called again for the rollout that is under way, gives that one.
     *
     * @param deployment the name in the host; of the form that names in a {@link Registry} have
     * @param champion the alias as the caller saw it; it is moved from that revision or not at all
     * @param challenger a version of the same adapter
     * @throws RegistryException when another rollout of the deployment is under way
     * @throws ConflictException when the alias has been moved since, or somebody else starts a rollout at the same time
     * @throws AdaptException when one of both cannot be loaded or deployed
     */
    public synchronized Rollout start(
            String deployment, Alias champion, VersionId challenger, RolloutPlan plan, Change change) {
        requireOpen();
        State seen = afterEarlier(deployment);
        long number = 1;
        if (seen.content().isPresent()) {
            RolloutDocument before = Documents.read(seen);
            if (!before.stage().ended()) {
                return same(before, champion, challenger, plan);
            }
            number = before.subject().number() + 1;
        }
        Alias now = registry.alias(champion.adapter(), champion.name());
        if (now.revision() != champion.revision()) {
            throw new ConflictException(
                    "The alias " + now + " was moved: expected revision " + champion.revision()
                            + ", but it has revision " + now.revision(),
                    now.revision());
        }
        RolloutSubject subject = RolloutSubject.of(deployment, number, champion, challenger);
        Arms arms = new Arms(host, registry, subject);
        arms.open();
        RolloutDocument document = RolloutDocument.start(subject, plan, change, options.host())
                .withHost(options.host(), HostCounts.first());
        boolean started = false;
        try {
            registry.put(seen, Documents.write(document));
            started = true;
        } finally {
            if (!started) {
                arms.closeChallenger();
            }
        }
        return join(arms, document);
    }

    private Rollout same(RolloutDocument before, Alias champion, VersionId challenger, RolloutPlan plan) {
        RolloutSubject subject = before.subject();
        if (!subject.alias().equals(champion.name())
                || subject.revision() != champion.revision()
                || !subject.challenger().equals(challenger)
                || !before.plan().equals(plan)) {
            throw new RegistryException("The rollout " + subject.id() + " of " + subject.challenger()
                    + " is under way, in " + before.position().describe() + "; abort it or wait for its end");
        }
        return resume(subject.deployment()).orElseThrow();
    }

    /**
     * Takes part in a deployment's rollout again after a restart, or for the first time on another host. Where it has ended, nothing is
     * deployed, and it can still be rolled back.
     *
     * @return empty when there never was one
     * @throws StorageException when the registry cannot be reached; try again
     */
    public synchronized Optional<Rollout> resume(String deployment) {
        requireOpen();
        Rollout here = rollouts.get(deployment);
        Optional<RolloutDocument> there = recorded(deployment);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        if (here != null
                && !here.isDetached()
                && here.document().subject().equals(there.get().subject())) {
            return Optional.of(here);
        }
        leave(deployment);
        State seen = registry.state(RolloutDocument.KIND, deployment);
        RolloutDocument recorded = Documents.read(seen);
        HostCounts own = recorded.hosts().get(options.host());
        Arms arms = new Arms(host, registry, recorded.subject());
        RolloutDocument document =
                opened(arms, recorded.withHost(options.host(), own == null ? HostCounts.first() : own.joinedAgain()));
        try {
            registry.put(seen, Documents.write(document));
        } catch (ConflictException e) {
            return resume(deployment);
        }
        return Optional.of(join(arms, document));
    }

    /** The state of a deployment's rollout; where one has ended, this host has written its last of it. */
    private State afterEarlier(String deployment) {
        State seen = registry.state(RolloutDocument.KIND, deployment);
        Rollout here = rollouts.get(deployment);
        if (here == null
                || here.isClosed()
                || (seen.content().isPresent() && !Documents.read(seen).stage().ended())) {
            return seen;
        }
        here.close();
        return registry.state(RolloutDocument.KIND, deployment);
    }

    private Optional<RolloutDocument> recorded(String deployment) {
        State state = registry.state(RolloutDocument.KIND, deployment);
        return state.content().map(content -> Documents.read(state));
    }

    /** Deploys what a rollout needs in its stage; where that is not possible here, it is stopped. */
    private RolloutDocument opened(Arms arms, RolloutDocument document) {
        RolloutSubject subject = document.subject();
        if (document.stage() == Stage.PROMOTING) {
            arms.openChallenger();
        }
        if (document.stage() == Stage.ROLLING_BACK) {
            arms.openChampion();
        }
        if (!document.stage().tests()) {
            return document;
        }
        Alias now = registry.alias(subject.champion().adapter(), subject.alias());
        if (now.revision() != subject.revision()) {
            return document.movedAway(now, options.clock().instant(), options.host());
        }
        try {
            arms.open();
            return document;
        } catch (StorageException e) {
            throw e;
        } catch (AdaptException e) {
            Change change = new Change(
                    "rollout " + subject.id(),
                    "cannot be deployed on " + options.host() + ": " + e.getMessage(),
                    options.clock().instant());
            return document.aborted(change, options.host());
        }
    }

    /** Ends this host's part in an earlier rollout, so that it does not take away what a later one deploys. */
    private void leave(String deployment) {
        Rollout before = rollouts.get(deployment);
        if (before != null) {
            before.close();
        }
    }

    /** {@linkplain #resume Takes part} in every rollout in the registry that has not ended; cheap where nothing is new. */
    public List<Rollout> resumeAll() {
        List<Rollout> resumed = new ArrayList<>();
        for (State state : registry.states(RolloutDocument.KIND)) {
            if (!Documents.read(state).stage().ended()) {
                resume(state.name()).ifPresent(resumed::add);
            }
        }
        return resumed;
    }

    private Rollout join(Arms arms, RolloutDocument document) {
        RolloutSubject subject = document.subject();
        Semaphore attention = new Semaphore(0);
        Scoreboard board = new Scoreboard(document, options.host(), attention::release);
        HostCounts own = document.hosts().get(options.host());
        String prefix = subject.id() + "." + options.host() + "." + (own == null ? 1 : own.run()) + ".";
        Traffic traffic = new Traffic(host, subject.id(), prefix, board, options, Routing.before(arms, subject));
        Conductor conductor = new Conductor(registry, options, listener, arms, board, traffic, document);
        Rollout rollout = new Rollout(registry, options, conductor, traffic, board, attention);
        rollouts.put(subject.deployment(), rollout);
        attention.release();
        rollout.start();
        return rollout;
    }

    /** The latest rollout of a deployment in which this host takes part, ended ones included. */
    public Optional<Rollout> find(String deployment) {
        return Optional.ofNullable(rollouts.get(deployment));
    }

    /**
     * Answers a text with what is deployed under a name, or as its rollout says.
     *
     * @param key as for {@link Rollout#answer}
     */
    public <A> RolloutAnswer<A> answer(String deployment, String key, String text, Class<A> type) {
        Rollout rollout = rollouts.get(deployment);
        return rollout != null ? rollout.answer(key, text, type) : withoutRollout(host.answer(deployment, text, type));
    }

    /** As {@link #answer}, together with what others ask at the same time. */
    public <A> CompletableFuture<RolloutAnswer<A>> submit(String deployment, String key, String text, Class<A> type) {
        Rollout rollout = rollouts.get(deployment);
        return rollout != null
                ? rollout.submit(key, text, type)
                : host.submit(deployment, text, type).thenApply(Rollouts::withoutRollout);
    }

    private static <A> RolloutAnswer<A> withoutRollout(A answer) {
        return new RolloutAnswer<>(answer, Arm.CHAMPION, Optional.empty(), Optional.empty());
    }

    /** Tells the outcome of an answer to whichever rollout gave it; see {@link Rollout#report(String, String)}. */
    public boolean report(String prediction, String label) {
        return rollouts.values().stream().anyMatch(rollout -> rollout.report(prediction, label));
    }

    /** As {@link #report(String, String)}, for answers of any kind. */
    public boolean report(String prediction, Predicate<Object> right) {
        return rollouts.values().stream().anyMatch(rollout -> rollout.report(prediction, right));
    }

    private void requireOpen() {
        if (closed) {
            throw new RegistryException("The rollouts of this host have been closed");
        }
    }

    /**
     * Ends this host's part in its rollouts: the champions answer all requests here, and what was counted is saved. The rollouts
     * go on with the other hosts, and here when they are resumed. May be called twice.
     */
    @Override
    public synchronized void close() {
        closed = true;
        rollouts.values().forEach(Rollout::close);
    }
}
