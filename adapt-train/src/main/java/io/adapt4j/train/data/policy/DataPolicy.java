package io.adapt4j.train.data.policy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.error.PolicyViolationException;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.policy.DataTags.Classification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which data may be trained on, and what is replaced in its texts first. A tag that a policy asks for and a source does not have is
 * refused like a wrong one.
 *
 * @param highest the most confidential classification that is allowed; empty for any
 * @param residency the residencies that are allowed; empty for any
 * @param refused labels that no source may have
 * @param redaction what is replaced
 */
public record DataPolicy(
        Optional<Classification> highest, Set<String> residency, Set<String> refused, Redaction redaction) {

    public DataPolicy {
        residency = Set.copyOf(residency);
        refused = Set.copyOf(refused);
    }

    /** Everything is allowed, and left as it is. */
    public static DataPolicy none() {
        return new DataPolicy(Optional.empty(), Set.of(), Set.of(), new Redaction(List.of()));
    }

    /** Data up to this classification. */
    public DataPolicy upTo(Classification newHighest) {
        return new DataPolicy(Optional.of(newHighest), residency, refused, redaction);
    }

    /** Data of these residencies only. */
    public DataPolicy residency(String... newResidency) {
        return new DataPolicy(highest, Set.of(newResidency), refused, redaction);
    }

    /** No data with one of these labels. */
    public DataPolicy refuse(String... labels) {
        return new DataPolicy(highest, residency, Set.of(labels), redaction);
    }

    /** What these detectors find is replaced. */
    public DataPolicy redact(Detector... detectors) {
        return new DataPolicy(highest, residency, refused, new Redaction(List.of(detectors)));
    }

    /**
     * Checks the tags of a source.
     *
     * @throws PolicyViolationException when one is not allowed
     */
    public void check(TaggedSource<?> source) {
        DataTags tags = source.tags();
        highest.ifPresent(limit -> {
            if (tags.classification().isEmpty() || tags.classification().get().compareTo(limit) > 0) {
                throw violation(
                        source,
                        tags.classification().map(tag -> "is classified " + tag).orElse("has no classification"),
                        "classifications up to " + limit);
            }
        });
        if (!residency.isEmpty() && (tags.residency().isEmpty() || !residency.containsAll(tags.residency()))) {
            throw violation(
                    source,
                    tags.residency().isEmpty()
                            ? "has no residency"
                            : "has the residency " + new TreeSet<>(tags.residency()),
                    "residencies of " + new TreeSet<>(residency));
        }
        TreeSet<String> found = new TreeSet<>(tags.labels());
        found.retainAll(refused);
        if (!found.isEmpty()) {
            throw violation(source, "has the labels " + found, "no data with " + new TreeSet<>(refused));
        }
    }

    private static PolicyViolationException violation(TaggedSource<?> source, String what, String allowed) {
        return new PolicyViolationException(
                "The source \"" + source.name() + "\" " + what + ", but the data policy allows " + allowed);
    }

    /**
     * Applies the policy: checks all tags first, then reads each source once to count what is replaced.
     *
     * @return the sources one after the other, redacted as they are read, and the record for the manifest
     * @throws PolicyViolationException when a tag is not allowed
     */
    public <E> PolicyOutcome<E> apply(List<TaggedSource<E>> sources, ExampleKind<E> kind) {
        sources.forEach(this::check);
        List<PolicyOutcome.Applied> applied = new ArrayList<>();
        List<ExampleSource<E>> redacted = new ArrayList<>();
        for (TaggedSource<E> source : sources) {
            applied.add(PolicyOutcome.Applied.count(source, kind, redaction));
            redacted.add(
                    redaction.detectors().isEmpty()
                            ? source.source()
                            : source.source().map(example -> kind.masked(example, redaction::masks)));
        }
        return new PolicyOutcome<>(this, applied, ExampleSource.concat(redacted));
    }

    /** The policy, for the manifest. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        highest.ifPresent(limit -> json.addProperty("highestClassification", limit.name()));
        json.add("residency", DataTags.array(residency));
        json.add("refused", DataTags.array(refused));
        JsonArray detectors = new JsonArray();
        for (Detector detector : redaction.detectors()) {
            JsonObject described = new JsonObject();
            described.addProperty("name", detector.name());
            described.addProperty("pattern", detector.pattern());
            detectors.add(described);
        }
        json.add("redacts", detectors);
        return json;
    }
}
