package io.adapt4j.runtime.pytorch.libtorch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.adapt4j.error.UnsupportedFeatureException;
import org.junit.jupiter.api.Test;

class NativesTest {
    @Test
    void require_nativesMissing_namesTheArtifacts() {
        ClassLoader loader = NativesTest.class.getClassLoader();
        for (String missing : new String[] {"native/lib/pytorch.properties", "jnilib/pytorch.properties"}) {
            assertThatThrownBy(() -> Natives.require(name -> name.equals(missing) ? null : loader.getResource(name)))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("ai.djl.pytorch:pytorch-jni:2.7.1-0.36.0")
                    .hasMessageContaining("ai.djl.pytorch:pytorch-native-cpu:2.7.1");
        }
        assertThatCode(() -> Natives.require(loader::getResource)).doesNotThrowAnyException();
    }

    @Test
    void require_deviceThatIsNotThere_isRefused() {
        assertThatThrownBy(() -> LibTorch.require(Device.gpu(63)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("gpu(63)")
                .hasMessageContaining("pytorch-native-cu128");
        assertThatThrownBy(() -> LibTorch.require(Device.of("tpu", 0)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("tpu");
    }
}
