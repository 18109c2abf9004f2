package io.adapt4j.train.recipe;

import io.adapt4j.train.data.policy.Detector;
import java.util.List;
import java.util.Optional;

/**
 * That the adapter gets an index of the records that it was trained on; see {@link io.adapt4j.train.data.erasure.RecordIndex}.
 *
 * @param secretVariable the environment variable that holds the key that is needed to ask, as UTF-8. Without one, and without
 *     {@link RecipeTrainer#recordSecret}, there is no key: who has the index can try texts that he guesses
 * @param identifiers what these find in a text can be asked for by itself; what the policy redacts, if empty
 */
public record IndexedRecords(Optional<String> secretVariable, List<Detector> identifiers) {

    public IndexedRecords {
        identifiers = List.copyOf(identifiers);
    }

    /** An index with the key in that environment variable. */
    public static IndexedRecords withSecretIn(String variable) {
        return new IndexedRecords(Optional.of(variable), List.of());
    }

    /** Other identifiers than what the policy redacts. */
    public IndexedRecords withIdentifiers(Detector... newIdentifiers) {
        return new IndexedRecords(secretVariable, List.of(newIdentifiers));
    }
}
