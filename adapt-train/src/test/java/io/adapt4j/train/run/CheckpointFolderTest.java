package io.adapt4j.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.adapt4j.error.CheckpointException;
import io.adapt4j.testing.DefaultLocale;
import io.adapt4j.testing.OtherProcess;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {
    @TempDir
    private Path folder;

    @Test
    void open_inUse_isRefusedAndStaysLocked() throws Exception {
        try (CheckpointFolder used = CheckpointFolder.open(folder)) {
            assertThatThrownBy(() -> CheckpointFolder.open(folder))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("Another training is using");

            assertThat(OtherProcess.canLock(folder.resolve("lock"))).isFalse();
        }
        CheckpointFolder.open(folder).close();
    }

    @Test
    void latest_localeWithOtherDigits_isWhatWasWritten() {
        JsonObject training = new JsonObject();
        try (DefaultLocale locale = DefaultLocale.withOtherDigits();
                CheckpointFolder checkpoints = CheckpointFolder.open(folder)) {
            checkpoints.write(new Checkpoint(12, training, new JsonObject(), new TreeMap<>()));

            assertThat(folder.resolve("step-000000012")).isDirectory();
            assertThat(checkpoints.latest(training)).map(Checkpoint::step).contains(12);
        }
    }
}
