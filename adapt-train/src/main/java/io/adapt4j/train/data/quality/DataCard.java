package io.adapt4j.train.data.quality;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a data set is like, without any of its texts.
 *
 * @param hash the hash of all examples in order, as manifests have it
 * @param rows the number of examples
 * @param labels how many examples have each label; empty for kinds without labels
 * @param lengths the lengths of texts: {@code characters}, {@code words} and, where an encoder was given, {@code tokens}
 * @param repeated how many examples have the same texts as an earlier one
 * @param repeatedNormalised how many have, but for case, white space and Unicode form
 */
public record DataCard(
        ContentHash hash,
        int rows,
        SortedMap<String, Integer> labels,
        Map<String, Lengths> lengths,
        int repeated,
        int repeatedNormalised) {

    /**
     * The card of a data set; reads it once.
     *
     * @throws InvalidDataException when there are no examples
     */
    public static <E> DataCard of(ExampleSource<E> source, ExampleKind<E> kind) {
        return new Counting<>(kind, Optional.empty()).card(source);
    }

    /** As {@link #of(ExampleSource, ExampleKind)}, with the lengths in tokens of that encoder, which may cut texts. */
    public static <E> DataCard of(ExampleSource<E> source, ExampleKind<E> kind, TextEncoder encoder) {
        return new Counting<>(kind, Optional.of(encoder)).card(source);
    }

    private static final class Counting<E> {
        private final ExampleKind<E> kind;
        private final Optional<TextEncoder> encoder;
        private final Hasher hasher = Hashing.sha256().newHasher();
        private final TreeMap<String, Integer> labels = new TreeMap<>();
        private final RowHashes exact = new RowHashes();
        private final RowHashes normalised = new RowHashes();
        private final Lengths.Counter characters = new Lengths.Counter();
        private final Lengths.Counter words = new Lengths.Counter();
        private final Lengths.Counter tokens = new Lengths.Counter();

        Counting(ExampleKind<E> kind, Optional<TextEncoder> encoder) {
            this.kind = kind;
            this.encoder = encoder;
        }

        DataCard card(ExampleSource<E> source) {
            try (Stream<E> examples = source.stream()) {
                examples.forEachOrdered(this::add);
            }
            if (exact.size() == 0) {
                throw new InvalidDataException("There are no examples to describe");
            }
            Map<String, Lengths> lengths = new TreeMap<>();
            lengths.put("characters", characters.lengths());
            lengths.put("words", words.lengths());
            encoder.ifPresent(any -> lengths.put("tokens", tokens.lengths()));
            return new DataCard(
                    ContentHash.of(hasher), exact.size(), labels, lengths, exact.repeated(), normalised.repeated());
        }

        private void add(E example) {
            kind.hash(example, hasher);
            kind.labels(example).forEach(label -> labels.merge(label, 1, Integer::sum));
            List<String> texts = kind.texts(example);
            exact.add(texts);
            List<String> forms = texts.stream().map(NormalisedText::of).toList();
            normalised.add(forms);
            for (String text : texts) {
                characters.add(text.codePointCount(0, text.length()));
                encoder.ifPresent(known -> tokens.add(known.length(text)));
            }
            for (String form : forms) {
                words.add(form.isEmpty() ? 0 : form.split(" ").length);
            }
        }
    }

    /** The card, for the record. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("hash", hash.toString());
        json.addProperty("rows", rows);
        JsonObject balance = new JsonObject();
        labels.forEach(balance::addProperty);
        json.add("labels", balance);
        JsonObject units = new JsonObject();
        lengths.forEach((unit, values) -> units.add(unit, values.toJson()));
        json.add("lengths", units);
        json.addProperty("repeated", repeated);
        json.addProperty("repeatedNormalised", repeatedNormalised);
        return json;
    }

    /** The card, for people, as Markdown. */
    public String toMarkdown() {
        return CardText.of(this);
    }
}
