package io.adapt4j.train.gate;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidAdapterException;
import java.util.List;
import java.util.Optional;

/**
 * What a gate found about an adapter. Kept with the adapter as {@code verdict.json}, whose hash the adapter's manifest lists.
 *
 * @param adapter the hash of the adapter that was judged
 * @param base the hash of the base that it ran on
 * @param data the hash of the test data
 * @param rows the number of examples in them
 * @param champion the hash of the adapter that it was compared with
 * @param gate the gate written down
 * @param findings one for each of the gate's criteria, in their order
 */
public record Verdict(
        ContentHash adapter,
        ContentHash base,
        ContentHash data,
        int rows,
        Optional<ContentHash> champion,
        JsonObject gate,
        List<Finding> findings) {

    /** The name of the document that holds it. */
    public static final String DOCUMENT = "verdict";

    public Verdict {
        gate = gate.deepCopy();
        findings = List.copyOf(findings);
    }

    @Override
    public JsonObject gate() {
        return gate.deepCopy();
    }

    /** Whether no criterion failed. */
    public boolean passed() {
        return findings.stream().allMatch(Finding::passed);
    }

    /** Whether judging again gives the same verdict. */
    public boolean repeatable() {
        return findings.stream().allMatch(Finding::repeatable);
    }

    /**
     * The adapter with this verdict beside it, to be saved.
     *
     * @throws InvalidAdapterException when the verdict is about another adapter
     */
    public Adapter addTo(Adapter judged) {
        requireAbout(judged);
        return judged.withDocument(DOCUMENT, toJson());
    }

    /**
     * The verdict that an adapter has beside it; empty where it was never judged.
     *
     * @throws InvalidAdapterException when the document is malformed, or about another adapter
     */
    public static Optional<Verdict> of(Adapter adapter) {
        return Optional.ofNullable(adapter.documents().get(DOCUMENT)).map(json -> {
            Verdict verdict = VerdictCodec.read(json);
            verdict.requireAbout(adapter);
            return verdict;
        });
    }

    private void requireAbout(Adapter judged) {
        if (!judged.hash().equals(adapter)) {
            throw new InvalidAdapterException(
                    "The verdict is about the adapter " + adapter + ", but this one is " + judged.hash());
        }
    }

    /** The verdict as JSON; the same verdict gives the same text. */
    public JsonObject toJson() {
        return VerdictCodec.write(this);
    }

    /** The verdict as a page of Markdown, for people. */
    public String toMarkdown() {
        return VerdictPage.of(this);
    }
}
