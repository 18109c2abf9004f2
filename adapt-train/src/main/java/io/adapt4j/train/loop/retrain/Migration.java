package io.adapt4j.train.loop.retrain;

import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.TokenizerFile;
import io.adapt4j.train.loop.feedback.LabelledText;
import java.util.function.Function;

/** Makes a candidate for another base model out of the champion, in the place of a retraining. */
@FunctionalInterface
public interface Migration {

    /**
     * Makes the candidate. If a verdict is beside it ({@link io.adapt4j.train.gate.Verdict#addTo}), that one decides; otherwise the
     * loop's gate judges it. Called again with the same request after a crash; it goes on then.
     *
     * @param base the hash of the new base
     * @throws io.adapt4j.error.AdaptException when there can be none; ends the run with this message
     */
    Retrained migrate(ContentHash base, RetrainingRequest request);

    /**
     * A migration with {@link io.adapt4j.train.migrate.Migrator}, whose gate decides.
     *
     * @param oldBase the one that the champion is for
     * @param tokenizer the tokenizer.json of the new base
     * @param example makes an example of a labelled text, such as {@link LabelledText#toExample}
     */
    static <E> MigratorMigration<E> by(
            BaseModel oldBase, BaseModel newBase, TokenizerFile tokenizer, Function<LabelledText, E> example) {
        return new MigratorMigration<>(oldBase, newBase, tokenizer, example);
    }
}
