package io.adapt4j.runtime.rollout;

import io.adapt4j.error.AdaptException;
import io.adapt4j.error.ConflictException;
import io.adapt4j.error.StorageException;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.State;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one rollout's document, alias and deployments together, on one host. The document is changed first, by compare-and-set, and the rest
 * follows from it, so that wherever the process dies, another one goes on from the document.
 */
final class Conductor {
    private static final Logger LOG = LoggerFactory.getLogger(Rollout.class);

    private final Registry registry;
    private final RolloutOptions options;
    private final RolloutListener listener;
    private final Arms arms;
    private final Scoreboard board;
    private final Traffic traffic;
    private final Routes routes;
    private final long run;
    private volatile RolloutDocument document;
    private volatile boolean detached;
    /** The number of the stage in which this host is with its deployments. */
    private long enacted;

    private int told;
    private @Nullable UnaryOperator<RolloutDocument> pending;

    Conductor(
            Registry registry,
            RolloutOptions options,
            RolloutListener listener,
            Arms arms,
            Scoreboard board,
            Traffic traffic,
            RolloutDocument document) {
        this.registry = registry;
        this.options = options;
        this.listener = listener;
        this.arms = arms;
        this.board = board;
        this.traffic = traffic;
        this.routes = new Routes(arms, traffic);
        HostCounts own = document.hosts().getOrDefault(options.host(), HostCounts.first());
        this.run = own.run();
        this.told = own.told();
        this.document = document;
        this.enacted = document.position().number();
    }

    RolloutDocument document() {
        return document;
    }

    boolean isDetached() {
        return detached;
    }

    /** Whether there is nothing left to do here. */
    boolean isOver() {
        return detached
                || (document.stage().ended() && enacted == document.position().number() && told >= own());
    }

    private int own() {
        return document.events().stream()
                .filter(event -> event.host().equals(options.host()))
                .mapToInt(RolloutEvent::number)
                .max()
                .orElse(0);
    }

    /** Does whatever there is to do now. */
    synchronized void look() {
        requirePart();
        if (!isOver()) {
            if (board.rejected() && document.stage().tests()) {
                traffic.route(routes.stopped(document));
            }
            changeOrForget(pending != null ? pending : UnaryOperator.identity());
        }
    }

    private void requirePart() {
        if (detached) {
            throw new ConflictException(
                    "This host has no part in the rollout " + document.subject().id()
                            + " any more: it was closed here, or another process or a later rollout took its place",
                    0);
        }
    }

    /** Makes a change that somebody wants, and all that follows from it. */
    synchronized RolloutDocument change(UnaryOperator<RolloutDocument> wanted) {
        requirePart();
        RolloutDocument next = update(doc -> {
            RolloutDocument changed = wanted.apply(doc);
            return changed.equals(doc) ? decided(doc) : changed;
        });
        pending = null;
        settle(next);
        return document;
    }

    /** As {@link #change}, and the challenger answers nothing from now on, even where the registry cannot be reached. */
    synchronized RolloutDocument stop(UnaryOperator<RolloutDocument> wanted) {
        if (!detached && document.stage().tests()) {
            traffic.route(routes.stopped(document));
            pending = wanted;
        }
        return changeOrForget(wanted);
    }

    private RolloutDocument changeOrForget(UnaryOperator<RolloutDocument> wanted) {
        try {
            return change(wanted);
        } catch (StorageException e) {
            throw e;
        } catch (AdaptException e) { // it is not possible any more
            if (pending != null) {
                pending = null;
                enacted = 0;
            }
            throw e;
        }
    }

    private RolloutDocument decided(RolloutDocument doc) {
        if (doc.stage().tests()) {
            Alias now = alias();
            if (now.revision() != doc.subject().revision()) {
                return doc.movedAway(now, options.clock().instant(), options.host());
            }
        }
        return doc.decided(options.clock().instant(), options.host());
    }

    private Change own(String reason) {
        return new Change(
                "rollout " + document.subject().id(), reason, options.clock().instant());
    }

    private Alias alias() {
        return registry.alias(
                document.subject().champion().adapter(), document.subject().alias());
    }

    /** Changes the document, with what this host has counted, from what is recorded now. */
    private RolloutDocument update(UnaryOperator<RolloutDocument> change) {
        while (true) {
            State seen = registry.state(RolloutDocument.KIND, document.subject().deployment());
            RolloutDocument recorded = Documents.read(seen);
            HostCounts own = recorded.hosts().get(options.host());
            if (!recorded.subject().equals(document.subject()) || (own != null && own.run() > run)) {
                detach();
                throw new ConflictException(
                        "The rollout " + document.subject().id()
                                + " was taken over by another process or a later rollout",
                        seen.revision());
            }
            RolloutDocument next = change.apply(recorded.withHost(options.host(), board.counts(run, told)));
            if (next.equals(recorded)) {
                return next;
            }
            try {
                registry.put(seen, Documents.write(next));
                return next;
            } catch (ConflictException e) {
                LOG.debug(
                        "Another host changed the rollout {} first",
                        next.subject().id());
            }
        }
    }

    /** Does what follows from the document, until it is at rest. */
    private void settle(RolloutDocument changed) {
        RolloutDocument next = changed;
        enact(next);
        while (next.stage() == Stage.PROMOTING || next.stage() == Stage.ROLLING_BACK) {
            next = next.stage() == Stage.PROMOTING ? promote(next) : rollBack(next);
            enact(next);
        }
        if (tell(next)) {
            document = update(UnaryOperator.identity());
        }
    }

    private RolloutDocument promote(RolloutDocument doc) {
        RolloutSubject subject = doc.subject();
        Change why = doc.last().change();
        Alias now = alias();
        if (now.revision() == subject.revision()) {
            try {
                now = registry.move(now, subject.challenger(), own("passed its rollout: " + why.reason()));
            } catch (ConflictException e) {
                now = alias();
            }
        }
        boolean done =
                now.revision() == subject.revision() + 1 && now.version().equals(Optional.of(subject.challenger()));
        long revision = now.revision();
        Alias seen = now;
        return update(current -> {
            if (current.stage() != Stage.PROMOTING) {
                return current;
            }
            return done
                    ? current.promoted(revision, own("the alias " + seen + " points at the challenger"), options.host())
                    : current.movedAway(seen, options.clock().instant(), options.host());
        });
    }

    private RolloutDocument rollBack(RolloutDocument doc) {
        Change why = doc.last().change();
        Alias now = alias();
        if (now.version().equals(Optional.of(doc.subject().challenger()))) {
            try {
                now = registry.rollBack(now, why);
            } catch (ConflictException e) {
                LOG.debug("The alias {} is moved by others", now);
                return doc;
            }
        }
        return update(
                current -> current.stage() == Stage.ROLLING_BACK ? current.rolledBack(why, options.host()) : current);
    }

    /** Routes requests and deploys as the document says. */
    private void enact(RolloutDocument next) {
        Stage before = document.stage();
        document = next;
        board.adopt(next);
        if (next.position().number() == enacted) {
            return;
        }
        switch (next.stage()) {
            case SHADOW, CANARY -> {
                arms.openChallenger();
                traffic.route(routes.testing(next));
            }
            case PROMOTING -> traffic.route(routes.allToChallenger(next));
            case PROMOTED -> {
                traffic.route(routes.allToChallenger(next));
                arms.promote();
                end();
            }
            case ABORTED -> end();
            case ROLLED_BACK -> {
                if (!before.tests()) {
                    arms.rollBack();
                }
                end();
            }
            case ROLLING_BACK -> LOG.debug("{} is rolled back", next.subject().id());
        }
        enacted = next.position().number();
    }

    private void end() {
        traffic.route(routes.ended(document));
        arms.closeChallenger();
    }

    /** Requests go on under the deployment's name alone, and nothing is counted. */
    private void detach() {
        detached = true;
        end();
    }

    /** Starts to route requests as the document says; both versions are deployed. */
    synchronized void open() {
        RolloutDocument now = document;
        traffic.route(
                now.stage().tests()
                        ? routes.testing(now)
                        : now.stage() == Stage.PROMOTING ? routes.allToChallenger(now) : routes.ended(now));
    }

    /** Tells the listener what it does not know; returns whether there was something. */
    private boolean tell(RolloutDocument doc) {
        int before = told;
        for (RolloutEvent event : doc.events()) {
            if (event.number() > told && event.host().equals(options.host())) {
                try {
                    listener.onEvent(doc, event);
                } catch (StorageException e) {
                    LOG.warn(
                            "The event {} of the rollout {} will be told again",
                            event.number(),
                            doc.subject().id(),
                            e);
                    return told > before;
                } catch (RuntimeException e) { // foreign code
                    LOG.warn(
                            "A listener of the rollout {} failed", doc.subject().id(), e);
                }
                told = event.number();
            }
        }
        return told > before;
    }

    /** As {@link #look}, and what fails is logged once and tried again the next time. */
    boolean tryToLook(boolean failedBefore) {
        try {
            look();
            return false;
        } catch (RuntimeException e) { // a store may be foreign code
            if (!failedBefore && !detached) {
                LOG.warn(
                        "The rollout {} cannot go on now; it will be tried again",
                        document.subject().id(),
                        e);
            }
            return true;
        }
    }

    /** Ends this host's part; the rollout itself goes on. */
    synchronized void close() {
        if (!detached && !document.stage().ended()) {
            try {
                update(UnaryOperator.identity());
            } catch (AdaptException e) {
                LOG.warn(
                        "What was counted last of the rollout {} is not saved",
                        document.subject().id(),
                        e);
            }
            detach();
        }
    }
}
