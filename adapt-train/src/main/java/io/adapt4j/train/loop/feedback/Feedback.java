package io.adapt4j.train.loop.feedback;

import io.adapt4j.error.InvalidInputException;
import io.adapt4j.train.data.policy.Redaction;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Takes in the truth about answers: stores it to learn from, and tells whoever counts errors. Safe for use by many threads.
 *
 * @param redaction what is replaced in texts before they are stored
 * @param outcomes who is told whether an answer was right
 */
public record Feedback(
        Predictions predictions,
        LabelStore labels,
        Redaction redaction,
        OutcomeListener outcomes,
        InstantSource clock) {

    /** Feedback that stores texts as they are and tells nobody else. */
    public static Feedback of(Predictions predictions, LabelStore labels, InstantSource clock) {
        return new Feedback(predictions, labels, new Redaction(List.of()), (adapter, correct) -> {}, clock);
    }

    public Feedback withRedaction(Redaction newRedaction) {
        return new Feedback(predictions, labels, newRedaction, outcomes, clock);
    }

    public Feedback withOutcomes(OutcomeListener newOutcomes) {
        return new Feedback(predictions, labels, redaction, newOutcomes, clock);
    }

    /**
     * Reports what would have been right; once this returns, it is on the disk.
     *
     * @return false when the truth about this prediction was reported before, which is what counts
     * @throws InvalidInputException when the prediction is not kept any more; report it with its text then
     * @throws io.adapt4j.error.StorageException when it cannot be stored; report it again then
     */
    public boolean report(String predictionId, String truth) {
        Prediction prediction = predictions
                .find(predictionId)
                .orElseThrow(() -> new InvalidInputException("There is no prediction \"" + predictionId
                        + "\" among the last ones; report its text too, or let more of them be kept"));
        boolean added = labels.append(new LabelledText(
                predictionId,
                redaction.apply(prediction.text()),
                truth,
                Optional.of(prediction.adapter()),
                Optional.of(prediction.answer()),
                clock.instant()));
        if (added) {
            outcomes.onOutcome(prediction.adapter(), truth.equals(prediction.answer()));
        }
        return added;
    }

    /** As {@link #report(String, String)}, for a text whose answer is not known any more, or that never had one. */
    public boolean report(String predictionId, String text, String truth) {
        return labels.append(new LabelledText(
                predictionId, redaction.apply(text), truth, Optional.empty(), Optional.empty(), clock.instant()));
    }
}
