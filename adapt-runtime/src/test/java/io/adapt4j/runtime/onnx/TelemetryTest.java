package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import io.adapt4j.BaseModel;
import io.adapt4j.runtime.kit.EveryKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class TelemetryTest {
    interface CLibrary extends Library {
        String getenv(String name);
    }

    @Test
    void run_onnxModel_hasToldTheRuntimeToStartWithoutTelemetry() {
        try (BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()))) {
            base.run(EveryKind.inputs(1));
        }
        CLibrary library = Native.load(Platform.C_LIBRARY_NAME, CLibrary.class);
        assertThat(library.getenv("ORT_DISABLE_TELEMETRY")).isEqualTo("1");
    }
}
