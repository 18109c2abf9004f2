package io.adapt4j.train.loop;

import io.adapt4j.error.RegistryException;
import io.adapt4j.error.StorageException;
import io.adapt4j.format.ProcessLock;
import io.adapt4j.registry.Registry;
import io.adapt4j.train.loop.LoopRun.Decision;
import io.adapt4j.train.loop.LoopRun.Stage;
import io.adapt4j.train.loop.feedback.LabelStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an adapter up to date: on an event it trains a candidate with what was learnt since, judges it against the champion, and releases
 * it or stops with the reason. What it remembers is in the registry, so that a process that is killed anywhere is followed by one that
 * goes on, with the same candidate, byte for byte. Whatever goes wrong, the champion keeps serving.
 *
 * <p>Either {@link #start} lets it work on a thread of its own, or the application calls {@link #step}. Safe for use by many threads.
 */
public final class AdaptationLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdaptationLoop.class);

    private final LoopParts parts;
    private final ProcessLock lock;
    private final LoopRecord record;
    private final LoopEvents events;
    private final Beginning beginning;
    private final Transitions transitions;
    private final Stages stages;
    private final Interruption interruption = new Interruption();
    private final ReentrantLock turn = new ReentrantLock();
    private final Object bell = new Object();
    private boolean rung;
    private boolean cleared;
    private @Nullable Thread thread;

    AdaptationLoop(LoopParts parts, ProcessLock lock) {
        this.parts = parts;
        this.lock = lock;
        this.record = new LoopRecord(parts.registry(), parts.adapter());
        this.events = new LoopEvents(parts.registry(), parts.adapter());
        this.beginning = new Beginning(parts, record, events);
        this.transitions = new Transitions(parts, record, events);
        this.stages = new Stages(parts, record, transitions, interruption);
    }

    /**
     * Begins to describe a loop.
     *
     * @param adapter the name under which candidates are registered, and under which the alias is
     * @param labels what turned out about answers
     * @param folder in which runs keep what they need to go on; for one loop at a time
     */
    public static LoopBuilder on(Registry registry, String adapter, LabelStore labels, Path folder) {
        return new LoopBuilder(registry, adapter, labels, folder);
    }

    /** The bus on which events come, and on which the application hears of runs. */
    public LoopEvents events() {
        return events;
    }

    /** What the loop remembers. */
    public LoopStatus status() {
        return record.read();
    }

    /**
     * Does one thing that is due: begins a run, or takes one to its next stage, which may take as long as a training.
     *
     * @return whether it got on; if not, there is nothing to do until something happens or time passes
     * @throws StorageException when the registry cannot be read or written; call again later
     * @throws io.adapt4j.error.DamagedRegistryException when what the loop remembers is damaged
     */
    public boolean step() {
        turn.lock();
        try {
            if (interruption.isClosing()) {
                throw new IllegalStateException("The loop is closed");
            }
            events.deliver();
            LoopStatus status = record.read();
            if (!cleared) {
                transitions.clearAllBut(status.current());
                cleared = true;
            }
            return status.current().map(stages::step).orElseGet(beginning::step);
        } finally {
            turn.unlock();
        }
    }

    /** Steps until there is nothing to do. */
    public void settle() {
        while (step()) {
            // goes on
        }
    }

    /**
     * Lets it work on a thread of its own.
     *
     * @param every so often it looks whether there is something to do; {@link #wake} makes it look at once
     */
    public synchronized void start(Duration every) {
        if (thread != null) {
            throw new IllegalStateException("The loop has been started already");
        }
        thread = new Thread(() -> work(every), "adapt4j-loop-" + parts.adapter());
        thread.setDaemon(true);
        thread.start();
    }

    private void work(Duration every) {
        while (!interruption.isClosing()) {
            try {
                settle();
            } catch (RuntimeException e) { // the registry is away, or the loop was closed
                if (!interruption.isClosing()) {
                    LOG.warn("The loop of {} could not go on and tries again in {}", parts.adapter(), every, e);
                }
            } catch (Error e) {
                LOG.error("The loop of {} has died", parts.adapter(), e);
                throw e;
            }
            rest(every);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // to look too early does no harm
    private void rest(Duration most) {
        synchronized (bell) {
            try {
                if (!rung && !interruption.isClosing()) {
                    bell.wait(Math.max(1, most.toMillis()));
                }
            } catch (InterruptedException e) {
                interruption.close();
            }
            rung = false;
        }
    }

    /** Makes a started loop look at once whether there is something to do. */
    public void wake() {
        synchronized (bell) {
            rung = true;
            bell.notifyAll();
        }
    }

    /**
     * Approves of the candidate of a run that waits for it.
     *
     * @throws RegistryException when that run does not wait for approval, or somebody has decided already
     */
    public void approve(long run, String by, String why) {
        decide(run, new Decision(true, by, why, parts.now()));
    }

    /**
     * Stops a run, at whatever stage it is; its release is taken back unless it has ended.
     *
     * @throws RegistryException when that run is not under way
     */
    public void reject(long run, String by, String why) {
        decide(run, new Decision(false, by, why, parts.now()));
        interruption.reject(run);
    }

    private void decide(long number, Decision decision) {
        LoopStatus after = record.change(status -> {
            LoopRun run = status.current()
                    .filter(now -> now.number() == number)
                    .orElseThrow(() -> new RegistryException(
                            "The run " + number + " of " + parts.adapter() + " is not under way; " + underWay(status)));
            boolean waits =
                    run.stage() == Stage.AWAITING_APPROVAL && run.decision().isEmpty();
            if (decision.approved() && !waits) {
                throw new RegistryException("The run " + number + " of " + parts.adapter()
                        + " does not wait for approval; it is at " + run.stage());
            }
            return status.withCurrent(run.with(decision));
        });
        after.current().ifPresent(events::tellOf);
        wake();
    }

    private static String underWay(LoopStatus status) {
        return status.current().map(run -> "run " + run.number() + " is").orElse("none is");
    }

    /**
     * Ends the loop; a training under way is ended after its step, and goes on when there is a loop again. May be called twice. Not from a
     * listener.
     */
    @Override
    public void close() {
        interruption.close();
        wake();
        Thread worker;
        synchronized (this) {
            worker = thread;
        }
        boolean interrupted = false;
        while (worker != null && worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        turn.lock();
        try {
            lock.close();
        } catch (IOException e) {
            throw new StorageException("Cannot give the folder " + parts.folder() + " back: " + e, e);
        } finally {
            turn.unlock();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
