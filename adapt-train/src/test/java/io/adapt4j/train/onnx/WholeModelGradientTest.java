package io.adapt4j.train.onnx;

import io.adapt4j.BaseModel;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.GradientKit;
import io.adapt4j.train.task.HeadConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The gradient of a whole model's loss, against the slope of the loss along that gradient. */
class WholeModelGradientTest {
    @Test
    void gradient_ofMiniLm_isTheSlopeOfItsLoss() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/all-minilm-l6-v2.onnx");
                BaseModel base = BaseModel.open(in.readAllBytes())) {
            GradientKit.assertSlope(base, Lora.rank(8), new HeadConfig.Linear(), Pooling.MEAN, 384, 20_000);
            GradientKit.assertSlope(
                    base, Lora.rank(4).targets("query"), new HeadConfig.Cosine(10), Pooling.CLS, 384, 20_000);
        }
    }

    @Test
    void gradient_ofALlamaModel_isTheSlopeOfItsLoss() {
        Path file = Path.of(System.getProperty("adapt4j.shared", "none"), "models/stories260k.onnx");
        Assumptions.assumeTrue(Files.isRegularFile(file), "the shared models are not there");
        try (BaseModel base = BaseModel.open(file)) {
            GradientKit.assertSlope(base, Lora.rank(4), new HeadConfig.Linear(), Pooling.MEAN, 512, 500);
        }
    }
}
