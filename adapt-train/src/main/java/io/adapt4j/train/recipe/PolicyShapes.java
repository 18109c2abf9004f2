package io.adapt4j.train.recipe;

import io.adapt4j.train.data.policy.DataPolicy;
import io.adapt4j.train.data.policy.DataTags;
import io.adapt4j.train.data.policy.DataTags.Classification;
import io.adapt4j.train.data.policy.Detector;
import io.adapt4j.train.data.policy.Redaction;
import io.adapt4j.train.recipe.document.Either;
import io.adapt4j.train.recipe.document.Field;
import io.adapt4j.train.recipe.document.Many;
import io.adapt4j.train.recipe.document.Node;
import io.adapt4j.train.recipe.document.ObjectShape;
import io.adapt4j.train.recipe.document.Scalars;
import io.adapt4j.train.recipe.document.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The tags of data, and the policy that says which of them may be trained on. */
final class PolicyShapes {
    private static final Map<String, Detector> DETECTORS =
            Map.of("email", Detector.EMAIL, "iban", Detector.IBAN, "phone", Detector.PHONE);

    private static final Shape<Classification> CLASSIFICATIONS = Scalars.choice(Scalars.words(Classification.class));
    private static final Shape<Set<String>> WORDS =
            Scalars.mapped(Many.list(Scalars.text()), Set::copyOf, words -> List.copyOf(new TreeSet<>(words)));

    private static final Field<Classification> CLASSIFICATION =
            Field.optional("classification", CLASSIFICATIONS, "How confidential they are");
    private static final Field<Set<String>> RESIDENCY =
            Field.optional("residency", WORDS, "Where they have to stay, such as EU");
    private static final Field<Set<String>> LABELS = Field.optional("labels", WORDS, "Anything else, such as health");

    static final ObjectShape<DataTags> TAGS = ObjectShape.<DataTags>of("What is known about the data")
            .find(CLASSIFICATION, DataTags::classification)
            .find(RESIDENCY, tags -> some(tags.residency()))
            .find(LABELS, tags -> some(tags.labels()))
            .make(values -> new DataTags(
                    values.find(CLASSIFICATION),
                    values.find(RESIDENCY).orElse(Set.of()),
                    values.find(LABELS).orElse(Set.of())));

    private static final Field<String> NAME =
            Field.required("name", Scalars.text(), "What it finds; a match is replaced by this name in brackets");
    private static final Field<String> PATTERN = Field.required(
            "pattern", Scalars.text(), "A regular expression of RE2: without back-references and look-around");

    /** A built-in detector by its word, or one of one's own by its pattern. */
    static final Shape<List<Detector>> DETECTOR_LIST = Many.list(new Either<>(
            node -> node instanceof Node.Fields,
            ObjectShape.<Detector>of("A detector of what matches a pattern")
                    .with(NAME, Detector::name)
                    .with(PATTERN, Detector::pattern)
                    .make(values -> Detector.regex(values.get(NAME), values.get(PATTERN))),
            Scalars.choice(DETECTORS),
            detector -> !DETECTORS.containsValue(detector)));

    private static final Field<Classification> HIGHEST = Field.optional(
            "highest", CLASSIFICATIONS, "The most confidential classification that is allowed; any if left out");
    private static final Field<Set<String>> ALLOWED_RESIDENCY =
            Field.optional("residency", WORDS, "The residencies that are allowed; any if left out");
    private static final Field<Set<String>> REFUSED = Field.optional("refuse", WORDS, "Labels that no data may have");
    private static final Field<List<Detector>> REDACT =
            Field.optional("redact", DETECTOR_LIST, "What these find in texts is replaced by their names in brackets");

    static final ObjectShape<DataPolicy> POLICY = ObjectShape.<DataPolicy>of(
                    "Which data may be trained on, and what is replaced in their texts first")
            .find(HIGHEST, DataPolicy::highest)
            .find(ALLOWED_RESIDENCY, policy -> some(policy.residency()))
            .find(REFUSED, policy -> some(policy.refused()))
            .find(REDACT, policy -> Optional.of(policy.redaction().detectors()).filter(list -> !list.isEmpty()))
            .make(values -> new DataPolicy(
                    values.find(HIGHEST),
                    values.find(ALLOWED_RESIDENCY).orElse(Set.of()),
                    values.find(REFUSED).orElse(Set.of()),
                    new Redaction(values.find(REDACT).orElse(List.of()))));

    private PolicyShapes() {}

    private static Optional<Set<String>> some(Set<String> words) {
        return Optional.of(words).filter(all -> !all.isEmpty());
    }
}
