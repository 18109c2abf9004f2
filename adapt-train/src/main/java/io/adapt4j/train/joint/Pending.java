package io.adapt4j.train.joint;

import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.spi.JointSession.Slot;
import java.util.concurrent.CompletableFuture;

/**
 * A step that waits for its gradients.
 *
 * @param training the place of its training among all
 * @param kind what it can share a pass with
 * @param slot what is computed
 * @param loss completed with the loss, once the gradients are written
 */
record Pending(int training, PassKind kind, Slot slot, CompletableFuture<Float> loss) {

    static Pending of(int training, Slot slot) {
        return new Pending(training, PassKind.of(slot.spec()), slot, new CompletableFuture<>());
    }

    /** The number of texts. */
    int rows() {
        return slot.batch().texts().size();
    }

    /** The number of tokens of the longest text. */
    int length() {
        return slot.batch().texts().stream()
                .mapToInt(TokenizedText::length)
                .max()
                .orElseThrow();
    }
}
