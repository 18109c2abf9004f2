package io.adapt4j.train.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.train.TrainingProgress;
import io.adapt4j.train.loop.LoopRun.Stage;
import io.adapt4j.train.loop.retrain.Retrained;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A loop on a thread of its own. */
class LoopThreadTest extends LoopFixture {

    private static CountDownLatch ended(AdaptationLoop loop) {
        CountDownLatch ended = new CountDownLatch(1);
        loop.events().subscribe(new LoopListener() {
            @Override
            public void onRun(LoopRun run) {
                if (run.end().isPresent()) {
                    ended.countDown();
                }
            }
        });
        return ended;
    }

    @Test
    void start_event_runsToTheEndByItself() throws Exception {
        Post.report(labels, Post.later(), "later-");
        AdaptationLoop loop = loop(LoopPolicy.defaults());
        CountDownLatch ended = ended(loop);
        loop.start(Duration.ofDays(1));

        loop.events().post(manual("new senders"));
        loop.wake();
        ended.await();

        assertThat(end(loop)).startsWith("PROMOTED");
        assertThatThrownBy(() -> loop.start(Duration.ofDays(1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void close_duringTraining_goesOnWithTheNextLoop() throws Exception {
        Post.report(labels, Post.later(), "later-");
        CountDownLatch begun = new CountDownLatch(1);
        AdaptationLoop loop = loop(training(LoopPolicy.defaults()).retraining(request -> {
            begun.countDown();
            while (true) {
                request.listener().onProgress(new TrainingProgress(1, 2, 1, 0, Duration.ZERO, Duration.ZERO));
            }
        }));
        loop.events().post(manual("new senders"));
        loop.start(Duration.ofDays(1));
        begun.await();

        loop.close();
        loop.close();

        assertThat(loop.status().current().orElseThrow().stage()).isEqualTo(Stage.RETRAINING);
        assertThatThrownBy(loop::step).isInstanceOf(IllegalStateException.class);
        AdaptationLoop next = loop(LoopPolicy.defaults());
        next.settle();
        assertThat(end(next)).startsWith("PROMOTED");
        assertThat(next.status().runs()).isEqualTo(1);
    }

    @Test
    void step_twoLoopsOfOneAdapter_endTheRunOnce() throws Exception {
        Post.report(labels, Post.later(), "later-");
        CountDownLatch both = new CountDownLatch(2);
        LoopBuilder here = AdaptationLoop.on(registry, NAME, labels, folder.resolve("here"))
                .clock(clock)
                .judge(Post.judge(base))
                .retraining(request -> waited(both));
        LoopBuilder there = AdaptationLoop.on(registry, NAME, labels, folder.resolve("there"))
                .clock(clock)
                .judge(Post.judge(base))
                .retraining(request -> waited(both));
        AdaptationLoop first = loop(here);
        AdaptationLoop other = loop(there);
        first.events().post(manual("new senders"));
        first.step();
        first.step();
        Thread thread = new Thread(other::settle);
        thread.start();

        first.settle();
        thread.join();
        first.settle();

        assertThat(first.status().history()).hasSize(1);
        assertThat(end(first)).startsWith("PROMOTED");
        assertThat(alias().revision()).isEqualTo(2);
    }

    private Retrained waited(CountDownLatch both) {
        both.countDown();
        try {
            both.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new Retrained(second, Optional.empty());
    }
}
