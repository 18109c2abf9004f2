package io.adapt4j.examples.engines;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.examples.Engine;
import io.adapt4j.examples.quickstart.Datasets;
import io.adapt4j.train.data.Example;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An adapter trained on either engine answers real mail the same on the other. */
class TwoEnginesTest {
    @Test
    void compare_adaptersTrainedOnEach_answerAlikeOnBoth() throws IOException {
        Datasets.Split mail = Datasets.mail("group");
        List<Example> train = TwoEngines.evenly(mail.train(), 96);
        List<Example> test = TwoEngines.evenly(mail.test(), 200);

        List<Comparison> comparisons = TwoEngines.compare(train, test, 2, 1);

        assertThat(comparisons).extracting(Comparison::trainedOn).containsExactly(Engine.ONNX, Engine.PYTORCH);
        for (Comparison comparison : comparisons) {
            assertThat(comparison.texts()).isEqualTo(200);
            assertThat(comparison.largestDifference()).isLessThan(1e-3);
            assertThat(comparison.otherLabels()).isEmpty();
            assertThat(comparison.labels()).as("labels to agree on").isGreaterThan(2);
        }
    }
}
