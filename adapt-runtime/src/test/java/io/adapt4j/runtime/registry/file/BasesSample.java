package io.adapt4j.runtime.registry.file;

import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.bases.BaseDescription;
import io.adapt4j.registry.bases.BaseFeed;
import io.adapt4j.registry.bases.BaseRegistry;
import io.adapt4j.registry.bases.BaseUpdate;
import java.util.ArrayList;
import java.util.List;

/** The sample of the page about the registry, of bases. */
final class BasesSample {
    private BasesSample() {}

    static List<AdapterVersion> run(Registry registry, BaseModel old, BaseModel retrained, TokenizerFile tokenizer) {
        // begin
        BaseRegistry bases = new BaseRegistry(registry);
        bases.register(
                BaseDescription.of(old, "mail-encoder", "Apache-2.0")
                        .withTokenizer(tokenizer)
                        .withSource("https://models.example.org/mail-encoder/1"),
                Change.by("ann", "the one that we began with"));
        bases.register(
                BaseDescription.of(retrained, "mail-encoder", "Apache-2.0").withTokenizer(tokenizer),
                Change.by("ann", "trained further on the mail of the year"));
        bases.declareSuccessor(old.hash(), retrained.hash(), "same shape, new weights", Change.by("ann", "reviewed"));

        List<AdapterVersion> toMigrate = new ArrayList<>();
        BaseFeed feed = new BaseFeed(bases, "adaptation-loop"); // remembers in the registry how far it got
        for (BaseUpdate update : feed.pending()) {
            toMigrate.addAll(bases.adaptersOn(update.from()).readable());
            feed.acknowledge(update);
        }
        return toMigrate;
        // end
    }
}
