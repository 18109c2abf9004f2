package io.adapt4j.train.data.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.PolicyViolationException;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.policy.DataTags.Classification;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataPolicyTest {
    private static final DataTags INTERNAL =
            DataTags.of(Classification.INTERNAL).withResidency("EU");

    private static TaggedSource<Example> mail(DataTags tags, String... texts) {
        return new TaggedSource<>(
                "mail",
                tags,
                ExampleSource.of(List.of(texts).stream()
                        .map(text -> new Example(text, "x"))
                        .toList()));
    }

    @Test
    void check_allowedTags_pass() {
        DataPolicy policy = DataPolicy.none()
                .upTo(Classification.CONFIDENTIAL)
                .residency("EU", "CH")
                .refuse("health");

        assertThatCode(() -> policy.check(mail(INTERNAL.withLabels("support")))).doesNotThrowAnyException();
        assertThatCode(() -> DataPolicy.none().check(mail(DataTags.none()))).doesNotThrowAnyException();
    }

    @Test
    void check_otherTags_saysWhichSourceWhichTagAndWhatIsAllowed() {
        DataPolicy policy =
                DataPolicy.none().upTo(Classification.INTERNAL).residency("EU").refuse("health");

        assertRefused(policy, INTERNAL.withClassification(Classification.RESTRICTED), "RESTRICTED", "up to INTERNAL");
        assertRefused(policy, INTERNAL.withResidency("EU", "US"), "[EU, US]", "[EU]");
        assertRefused(policy, INTERNAL.withLabels("health", "x"), "[health]", "no data with [health]");
        assertRefused(policy, DataTags.none(), "no classification", "up to INTERNAL");
        assertRefused(policy, DataTags.of(Classification.PUBLIC), "no residency", "[EU]");
    }

    private static void assertRefused(DataPolicy policy, DataTags tags, String found, String allowed) {
        assertThatThrownBy(() -> policy.apply(List.of(mail(tags, "a")), ExampleKinds.LABELLED))
                .isInstanceOf(PolicyViolationException.class)
                .hasMessageContaining("\"mail\"")
                .hasMessageContaining(found)
                .hasMessageContaining(allowed);
    }

    @Test
    void apply_redaction_changesTheTextsAndRecordsHowOften() {
        DataPolicy policy = DataPolicy.none()
                .upTo(Classification.INTERNAL)
                .redact(Detector.EMAIL, Detector.regex("CUSTOMER", "K-[0-9]{4}"));

        PolicyOutcome<Example> outcome = policy.apply(
                List.of(mail(INTERNAL, "a@b.org and c@d.org", "K-1234"), mail(INTERNAL, "nothing")),
                ExampleKinds.LABELLED);

        assertThat(outcome.source().read())
                .extracting(Example::text)
                .containsExactly("[EMAIL] and [EMAIL]", "[CUSTOMER]", "nothing");
        outcome.source().read();
        assertThat(outcome.toJson())
                .hasToString("{\"policy\":{\"highestClassification\":\"INTERNAL\",\"residency\":[],\"refused\":[],"
                        + "\"redacts\":[{\"name\":\"EMAIL\",\"pattern\":\""
                        + Detector.EMAIL.pattern().replace("\\", "\\\\")
                        + "\"},{\"name\":\"CUSTOMER\",\"pattern\":\"K-[0-9]{4}\"}]},\"sources\":["
                        + "{\"source\":\"mail\",\"tags\":{\"classification\":\"INTERNAL\",\"residency\":[\"EU\"],"
                        + "\"labels\":[]},\"rows\":2,\"redacted\":{\"CUSTOMER\":1,\"EMAIL\":2}},"
                        + "{\"source\":\"mail\",\"tags\":{\"classification\":\"INTERNAL\",\"residency\":[\"EU\"],"
                        + "\"labels\":[]},\"rows\":1,\"redacted\":{\"CUSTOMER\":0,\"EMAIL\":0}}]}");
    }
}
