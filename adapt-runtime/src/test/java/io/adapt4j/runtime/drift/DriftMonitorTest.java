package io.adapt4j.runtime.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.drift.sample.Feature;
import io.adapt4j.runtime.drift.sample.Reference;
import io.adapt4j.runtime.drift.sample.Summary;
import io.adapt4j.runtime.drift.sample.UnknownToken;
import io.adapt4j.runtime.drift.test.Finding;
import io.adapt4j.runtime.kit.MiniLm;
import io.adapt4j.runtime.kit.TextAdapters;
import io.adapt4j.runtime.observe.AnswerListener;
import io.adapt4j.runtime.observe.Answered;
import io.adapt4j.runtime.watch.Await;
import io.adapt4j.task.Classification;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DriftMonitorTest {
    private static final DriftOptions OPTIONS = DriftOptions.defaults()
            .withWindow(40)
            .withShape(new Summary.Shape(40, 40, 3))
            .withFalseAlarms(0.9)
            .withQueue(64);
    private static BaseModel base;
    private static Adapter adapter;

    private AdapterHost host;

    @BeforeAll
    static void open() {
        base = BaseModel.open(MiniLm.onnx());
        adapter = TextAdapters.adapter(base, 1);
    }

    @AfterAll
    static void closeBase() {
        base.close();
    }

    @BeforeEach
    void deploy() {
        host = AdapterHost.on(base);
        host.deploy("mail", adapter);
    }

    @AfterEach
    void close() {
        host.close();
    }

    private static DriftWatch learning() {
        return DriftWatch.learning(OPTIONS, UnknownToken.of(TextAdapters.TOKENIZER));
    }

    private void classify(int count, String text) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(text + " " + i);
        }
        host.classify("mail", texts);
    }

    @Test
    void listener_directAndBatchedAnswers_areHandedOver() {
        List<Answered> heard = new ArrayList<>();
        AnswerListener failing = answered -> {
            throw new IllegalStateException("a listener's own failure");
        };
        host.addAnswerListener(failing);
        host.addAnswerListener(heard::add);

        Classification direct = host.classify("mail", "hello there");
        Classification batched = host.submit("mail", "hello there").join();
        host.removeAnswerListener(failing);

        assertThat(heard).hasSize(2);
        assertThat(heard.get(0).answer()).isEqualTo(direct);
        assertThat(heard.get(1).answer()).isEqualTo(batched);
        assertThat(heard).allSatisfy(answered -> {
            assertThat(answered.deployment()).isEqualTo("mail");
            assertThat(answered.adapter()).isEqualTo(adapter.hash());
            assertThat(answered.text()).isEqualTo("hello there");
            assertThat(answered.tokens().ids()).containsExactly(101, 7592, 2045, 102);
            assertThat(answered.embedding()).hasSize(384);
        });
    }

    @Test
    void monitor_traffic_isLearntThenTestedAndAlarms() throws Exception {
        List<Alarm> alarms = new ArrayList<>();
        List<String> heard = new ArrayList<>();
        DriftListener alarming = (deployment, alarm) -> alarms.add(alarm);
        DriftListener hearing = new DriftListener() {
            @Override
            public void onAlarm(String deployment, Alarm alarm) {
                heard.add("alarm " + alarm.number());
            }

            @Override
            public void onWindow(String deployment, long window, List<Finding> findings) {
                heard.add("window " + window + (findings.isEmpty() ? " without findings" : ""));
            }
        };
        try (DriftMonitor monitor =
                DriftMonitor.attach(host, "mail", adapter.hash(), learning(), alarming.and(hearing))) {
            classify(40, "please send the report");
            classify(40, "please send the report");
            assertThat(monitor.latest()).isNotEmpty();
            assertThat(alarms).isEmpty();
            classify(40, "qué tal, buenos días señor, nos vemos mañana por la tarde en la oficina");
            monitor.latest();

            assertThat(alarms).hasSize(1);
            assertThat(heard).containsExactly("window 1", "window 2", "alarm 1");
            MonitorStatus status = monitor.status();
            assertThat(status.observed()).isEqualTo(120);
            assertThat(status.windows()).isEqualTo(2);
            assertThat(status.alarms()).isEqualTo(1);
            assertThat(status.dropped() + status.refused() + status.others()).isZero();
            assertThat(status.maxBytes()).isEqualTo(DriftMonitor.maxBytes(OPTIONS, 384));
        }
    }

    @Test
    void monitor_workerBusy_dropsAndRequestsGoOn() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (DriftMonitor monitor =
                DriftMonitor.attach(host, "mail", adapter.hash(), learning(), (deployment, alarm) -> {})) {
            CompletableFuture<Boolean> holding = CompletableFuture.supplyAsync(() -> hold(monitor, busy, go));
            busy.await();
            classify(100, "hello");

            assertThat(monitor.status().dropped()).isEqualTo(100 - 64);
            go.countDown();
            assertThat(holding.join()).isTrue();
            monitor.latest();
            assertThat(monitor.status().observed()).isEqualTo(64);
        }
    }

    @Test
    void ask_byTheListener_isAnsweredAtOnce() throws Exception {
        CompletableFuture<DriftMonitor> attached = new CompletableFuture<>();
        List<Integer> findings = new ArrayList<>();
        DriftListener asking = new DriftListener() {
            @Override
            public void onAlarm(String deployment, Alarm alarm) {}

            @Override
            public void onWindow(String deployment, long window, List<Finding> found) {
                findings.add(ask(attached.join(), watch -> watch.latest().size()));
                attached.join().close();
            }
        };
        DriftMonitor monitor = DriftMonitor.attach(host, "mail", adapter.hash(), learning(), asking);
        attached.complete(monitor);
        classify(40, "please send the report");
        monitor.latest();
        classify(40, "please send the report");

        assertThat(monitor.latest()).isNotEmpty();
        assertThat(findings).containsExactly(monitor.latest().size());
        monitor.close();
    }

    @Test
    void ask_whileTheMonitorCloses_waitsForTheWorker() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        DriftMonitor monitor = DriftMonitor.attach(host, "mail", adapter.hash(), learning(), (deployment, alarm) -> {});
        CompletableFuture<Boolean> holding = CompletableFuture.supplyAsync(() -> hold(monitor, busy, go));
        busy.await();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(monitor::close);
        Await.until(monitor::status, () -> {
            monitor.report(true);
            return monitor.status().dropped() > 0;
        });
        CompletableFuture<Boolean> asked =
                CompletableFuture.supplyAsync(() -> ask(monitor, watch -> go.getCount() == 0));
        assertThatThrownBy(() -> asked.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        go.countDown();

        assertThat(asked.join()).isTrue();
        closing.join();
        for (int question = 0; question <= OPTIONS.queue(); question++) {
            assertThat(monitor.latest()).isEmpty();
        }
    }

    private static <T> T ask(DriftMonitor monitor, Function<DriftWatch, T> question) {
        try {
            return monitor.ask(question);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean hold(DriftMonitor monitor, CountDownLatch busy, CountDownLatch go) {
        return ask(monitor, watch -> {
            busy.countDown();
            try {
                go.await();
                return true;
            } catch (InterruptedException e) {
                return false;
            }
        });
    }

    @Test
    void monitor_otherVersionOrDeployment_isNotTakenIn() throws Exception {
        host.deploy("other", TextAdapters.adapter(base, 2));
        DriftMonitor monitor = DriftMonitor.attach(host, "mail", adapter.hash(), learning(), (deployment, alarm) -> {});
        host.classify("other", "hello");
        host.classify("mail", "hello");
        host.deploy("mail", TextAdapters.adapter(base, 2));
        host.classify("mail", "hello");
        monitor.latest();

        assertThat(monitor.status().observed()).isEqualTo(1);
        assertThat(monitor.status().others()).isEqualTo(1);
        monitor.close();
        monitor.close();
        host.classify("mail", "hello");
        assertThat(monitor.status().others()).isEqualTo(1);
        monitor.report(true);
        assertThat(monitor.status().dropped()).isEqualTo(1);
    }

    @Test
    void reference_besideTheAdapter_isSavedWithIt(@TempDir Path folder) throws Exception {
        Reference reference;
        try (DriftMonitor monitor =
                DriftMonitor.attach(host, "mail", adapter.hash(), learning(), (deployment, alarm) -> {})) {
            classify(40, "naïve ☃ snowman");
            reference = monitor.ask(DriftWatch::reference).orElseThrow();
        }
        reference.addTo(adapter).save(folder.resolve("adapter"));
        Adapter loaded = Adapter.load(folder.resolve("adapter"));

        assertThat(loaded.hash()).isEqualTo(adapter.hash());
        assertThat(Reference.of(loaded).orElseThrow().hash()).isEqualTo(reference.hash());
        assertThat(Reference.of(adapter)).isEmpty();
        // WordPiece of an English vocabulary does not know the snowman.
        assertThat(reference.summary().values(Feature.UNKNOWN)).hasSize(40).doesNotContain(0);
    }
}
