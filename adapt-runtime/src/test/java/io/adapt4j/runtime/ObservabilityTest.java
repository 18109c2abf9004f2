package io.adapt4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.BaseModel;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.kit.EveryKind;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.runtime.observe.MicrometerListener;
import io.adapt4j.runtime.onnx.TestModels;
import io.adapt4j.tensor.Tensor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservabilityTest {
    private static final Map<String, Tensor> INPUTS =
            Map.of("x", TestAdapters.tensor(new SplittableRandom(9), 5, EveryKind.IN));

    @Test
    void meters_requestsAndStatus_areThere() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        HostOptions options = HostOptions.defaults().withListener(new MicrometerListener(registry));
        try (BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()));
                AdapterHost host = AdapterHost.on(base, options)) {
            new MicrometerMeters(host).bindTo(registry);
            host.deploy("a", TestAdapters.adapter(base, Lora.rank(2), 1));
            host.run("a", INPUTS);
            host.run("a", INPUTS);
            host.deploy("a", TestAdapters.adapter(base, Lora.rank(2), 2));
            assertThatThrownBy(() -> host.run("b", INPUTS)).isInstanceOf(DeploymentException.class);

            assertThat(registry.get("adapt4j.requests")
                            .tags("deployment", "a", "outcome", "answered")
                            .timer()
                            .count())
                    .isEqualTo(2);
            assertThat(registry.get("adapt4j.requests")
                            .tags("deployment", "b", "outcome", "failed")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("adapt4j.swaps").functionCounter().count()).isEqualTo(1);
            assertThat(registry.get("adapt4j.resident.bytes").gauge().value())
                    .isEqualTo(host.status().residentBytes());
        }
    }

    @Test
    void flightRecorder_swapAndLoad_areEvents(@TempDir Path folder) throws IOException {
        try (BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()));
                AdapterHost host = AdapterHost.on(base);
                Recording recording = new Recording()) {
            recording.enable("io.adapt4j.Swap").withoutThreshold();
            recording.enable("io.adapt4j.Load").withoutThreshold();
            recording.start();
            host.register("a", () -> TestAdapters.adapter(base, Lora.rank(2), 1));
            host.run("a", INPUTS);
            long bytes = host.deployments().get(0).residentBytes();
            recording.stop();
            recording.dump(folder.resolve("host.jfr"));

            List<RecordedEvent> events = RecordingFile.readAllEvents(folder.resolve("host.jfr"));
            assertThat(events).anySatisfy(event -> {
                assertThat(event.getEventType().getName()).isEqualTo("io.adapt4j.Swap");
                assertThat(event.getString("deployment")).isEqualTo("a");
            });
            assertThat(events).anySatisfy(event -> {
                assertThat(event.getEventType().getName()).isEqualTo("io.adapt4j.Load");
                assertThat(event.getLong("bytes")).isEqualTo(bytes);
            });
        }
    }
}
