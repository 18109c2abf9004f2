package io.adapt4j.runtime.rollout;

import io.adapt4j.error.ConflictException;
import io.adapt4j.error.RegistryException;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registry;
import io.adapt4j.task.Classification;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A rollout as one host takes part in it: it answers requests with the version that the rollout gives them to, counts what comes of
 * them, and with the other hosts takes the rollout from stage to stage. Safe for use by many threads; requests never wait for a stage to change.
 *
 * <p>What changes the rollout throws {@link RegistryException} where the rollout is not in a stage for it, {@link ConflictException} where
 * another process has taken this host's place, and {@link io.adapt4j.error.StorageException} where the registry cannot be reached.
 */
public final class Rollout {
    private static final long SECONDS_TO_END = 5;

    private final Registry registry;
    private final Conductor conductor;
    private final Traffic traffic;
    private final Scoreboard board;
    private final Semaphore attention;
    private final RolloutOptions options;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);

    Rollout(
            Registry registry,
            RolloutOptions options,
            Conductor conductor,
            Traffic traffic,
            Scoreboard board,
            Semaphore attention) {
        this.registry = registry;
        this.options = options;
        this.conductor = conductor;
        this.traffic = traffic;
        this.board = board;
        this.attention = attention;
        this.thread = new Thread(
                this::run, "adapt4j-rollout-" + conductor.document().subject().id());
        thread.setDaemon(true);
    }

    void start() {
        conductor.open();
        thread.start();
    }

    private void run() {
        boolean failed = false;
        try {
            while (!isClosed() && !conductor.isOver()) {
                long pause = options.interval().toNanos();
                if (failed) {
                    closed.await(pause, TimeUnit.NANOSECONDS);
                } else {
                    attention.tryAcquire(pause, TimeUnit.NANOSECONDS);
                }
                attention.drainPermits();
                if (!isClosed()) {
                    failed = conductor.tryToLook(failed);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** The rollout as this host saw it last. */
    public RolloutDocument document() {
        return conductor.document();
    }

    /** Whether another process has taken this host's place, or this host's part was ended. */
    boolean isDetached() {
        return conductor.isDetached();
    }

    public Stage stage() {
        return document().stage();
    }

    /**
     * Answers a text on the calling thread.
     *
     * @param key whose request it is: requests of one key go to the same version while the rollout is in one step, and stay with the
     *     challenger in later ones; take the text itself where there is nobody
     * @param type as for {@link io.adapt4j.runtime.AdapterHost#answer(String, String, Class)}, with its errors
     */
    public <A> RolloutAnswer<A> answer(String key, String text, Class<A> type) {
        return new Requests<>(traffic, key, text, type).answer();
    }

    /** As {@link #answer}, together with what others ask at the same time, within the host's deadline. */
    public <A> CompletableFuture<RolloutAnswer<A>> submit(String key, String text, Class<A> type) {
        return new Requests<>(traffic, key, text, type).submit(Optional.empty());
    }

    /** As {@link #submit(String, String, Class)}, within a deadline; a second try with the champion is within it. */
    public <A> CompletableFuture<RolloutAnswer<A>> submit(String key, String text, Class<A> type, Duration deadline) {
        return new Requests<>(traffic, key, text, type).submit(Optional.of(deadline));
    }

    /**
     * Tells the label that a text should have got.
     *
     * @return whether the answer was still waiting for it on this host; each answer's outcome is taken once
     */
    public boolean report(String prediction, String label) {
        return report(
                prediction,
                answer -> answer instanceof Classification classification
                        && classification.label().equals(label));
    }

    /** Tells whether an answer was right. The challenger's to the same text is judged too, where it was shadowed. */
    public boolean report(String prediction, Predicate<Object> right) {
        Optional<Predictions.Known> known = traffic.predictions().report(prediction, right);
        known.ifPresent(found -> board.reported(found.championRight(), found.challengerRight()));
        return known.isPresent();
    }

    /** Looks at the registry now, saves what was counted and does what follows; otherwise done at every interval. */
    public RolloutDocument update() {
        conductor.look();
        return document();
    }

    /** Keeps the rollout in its step, until it {@linkplain #proceed proceeds} or is advanced; guards go on watching. */
    public RolloutDocument pause(Change change) {
        return conductor.change(doc -> requireTesting("paused", doc).paused(true, change, options.host()));
    }

    /** Ends {@link #pause}. */
    public RolloutDocument proceed(Change change) {
        return conductor.change(doc -> requireTesting("resumed", doc).paused(false, change, options.host()));
    }

    /** Goes to the next step whatever this one needs; from the last one, promotes. */
    public RolloutDocument advance(Change change) {
        return conductor.change(doc -> requireTesting("advanced", doc).advanced(change, options.host()));
    }

    /** Stops the challenger. Where it was stopped already, nothing changes. */
    public RolloutDocument abort(Change change) {
        return conductor.stop(doc -> doc.stage() == Stage.ABORTED || doc.stage() == Stage.ROLLED_BACK
                ? doc
                : requireTesting("aborted", doc).aborted(change, options.host()));
    }

    /**
     * Lets the champion answer all requests again, whether the challenger has been promoted or not. Where it does already, nothing changes.
     *
     * @throws ConflictException when the alias has been moved since the promotion
     */
    public RolloutDocument rollBack(Change change) {
        RolloutDocument after = conductor.stop(doc -> rollingBack(doc, change));
        // One that was being promoted has been promoted first.
        return after.stage() == Stage.PROMOTED ? conductor.stop(doc -> rollingBack(doc, change)) : after;
    }

    private RolloutDocument rollingBack(RolloutDocument doc, Change change) {
        if (doc.stage() == Stage.PROMOTED) {
            Alias now = registry.alias(
                    doc.subject().champion().adapter(), doc.subject().alias());
            if (now.revision() != doc.position().promoted()) {
                throw new ConflictException(
                        "The alias " + now + " was moved after the promotion by rollout "
                                + doc.subject().id() + ", from revision "
                                + doc.position().promoted() + " to " + now.revision(),
                        now.revision());
            }
        }
        return doc.stage() == Stage.PROMOTED || doc.stage().tests() ? doc.rollingBack(change, options.host()) : doc;
    }

    private static RolloutDocument requireTesting(String what, RolloutDocument doc) {
        if (!doc.stage().tests()) {
            throw new RegistryException("The rollout " + doc.subject().id() + " cannot be " + what
                    + ", for it is " + doc.position().describe() + ": "
                    + doc.last().change().reason());
        }
        return doc;
    }

    /** Ends this host's part; the challenger answers nothing here any more. May be called twice. */
    void close() {
        closed.countDown();
        attention.release();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(SECONDS_TO_END));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        conductor.close();
    }
}
