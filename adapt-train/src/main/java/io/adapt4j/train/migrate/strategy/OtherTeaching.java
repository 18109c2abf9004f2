package io.adapt4j.train.migrate.strategy;

import io.adapt4j.Adapter;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.Entities;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.task.TokenClassificationSpec;
import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.ScoredPair;
import io.adapt4j.train.data.TaggedText;
import io.adapt4j.train.data.TextPair;
import io.adapt4j.train.data.TextTriplet;
import io.adapt4j.train.evaluate.Answerer;
import io.adapt4j.train.task.TextEmbedding;
import io.adapt4j.train.task.TextInput;
import io.adapt4j.train.task.TextSimilarity;
import io.adapt4j.train.task.TokenClassification;
import io.adapt4j.train.task.TrainingTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Trains a candidate further for tasks without one vector and head for each text, with the library's own tasks. */
final class OtherTeaching {
    /** Pairs of texts for each text, whose similarity is learnt. */
    private static final int PAIRS = 2;

    private final MigrationTask task;
    private final String strategy;
    private final Hyperparameters hyperparameters;

    OtherTeaching(MigrationTask task, String strategy, Hyperparameters hyperparameters) {
        this.task = task;
        this.strategy = strategy;
        this.hyperparameters = hyperparameters;
    }

    /**
     * Learns from the old system alone: the entities that it finds as tags, or the cosines that it gives to pairs of texts.
     */
    Adapter fromTeacher(Adapter start) {
        if (task.spec() instanceof TokenClassificationSpec spec) {
            return train(start, tokens(start, spec), tagged(spec));
        }
        return train(start, TextSimilarity.scored().input(input(start)), pairs());
    }

    /**
     * Learns from labelled examples.
     *
     * @throws InvalidDataException when the task does not take examples of their kind
     */
    Adapter fromLabels(Adapter start) {
        Object first = task.labelled().get(0);
        if (task.spec() instanceof TokenClassificationSpec spec && first instanceof TaggedText) {
            return train(start, tokens(start, spec), of(TaggedText.class));
        }
        if (!(task.spec() instanceof TokenClassificationSpec)) {
            if (first instanceof TextPair) {
                return train(start, TextEmbedding.pairs().input(input(start)), of(TextPair.class));
            }
            if (first instanceof ScoredPair) {
                return train(start, TextSimilarity.scored().input(input(start)), of(ScoredPair.class));
            }
            if (first instanceof TextTriplet) {
                return train(start, TextEmbedding.triplets().input(input(start)), of(TextTriplet.class));
            }
        }
        throw new InvalidDataException(
                "An adapter for " + task.spec().name() + " does not learn from examples of the class "
                        + first.getClass().getSimpleName());
    }

    private <E> List<E> of(Class<E> type) {
        return task.labelled().stream().map(type::cast).toList();
    }

    private <E> Adapter train(Adapter start, TrainingTask<E, ?> learnt, List<E> examples) {
        return Trainer.on(task.newBase().model())
                .from(start)
                .hyperparameters(hyperparameters)
                .document(MigrationRecord.MIGRATIONS, MigrationRecord.with(task, strategy))
                .task(learnt)
                .train(ExampleSource.of(examples))
                .adapter();
    }

    private TextInput input(Adapter start) {
        TaskSpec spec = start.manifest().task().orElseThrow();
        return new TextInput(Optional.of(task.newBase().tokenizer()), spec.pooling(), spec.maxLength());
    }

    private TokenClassification tokens(Adapter start, TokenClassificationSpec spec) {
        return new TokenClassification(spec.kinds(), input(start), 0);
    }

    private List<TaggedText> tagged(TokenClassificationSpec spec) {
        List<List<String>> words = task.texts().stream()
                .map(text -> List.of(text.strip().split("\\s+")))
                .filter(all -> !all.get(0).isEmpty())
                .toList();
        List<TaggedText> examples = new ArrayList<>();
        try (Answerer answerer = new Answerer(task.old().base().model(), task.adapter())) {
            List<Entities> answers =
                    answerer.of(words.stream().map(all -> String.join(" ", all)).toList(), Entities.class);
            for (int i = 0; i < answers.size(); i++) {
                examples.add(new TaggedText(words.get(i), tags(words.get(i), answers.get(i))));
            }
        }
        return examples;
    }

    private static List<String> tags(List<String> words, Entities answer) {
        List<String> tags = new ArrayList<>();
        int start = 0;
        for (String word : words) {
            String tag = TokenClassificationSpec.OUTSIDE;
            for (Entities.Entity entity : answer.found()) {
                if (entity.start() < start + word.length() && entity.end() > start) {
                    boolean begins = entity.start() >= start;
                    tag = (begins ? TokenClassificationSpec.BEGIN : TokenClassificationSpec.INSIDE) + entity.kind();
                }
            }
            tags.add(tag);
            start += word.length() + 1;
        }
        return tags;
    }

    /** Random pairs of texts with the cosine of the old system's vectors. */
    private List<ScoredPair> pairs() {
        List<Taught> taught = task.taught();
        SplittableRandom random = new SplittableRandom(hyperparameters.seed());
        List<ScoredPair> pairs = new ArrayList<>();
        for (int i = 0; i < PAIRS * taught.size(); i++) {
            Taught first = taught.get(i % taught.size());
            Taught second = taught.get(random.nextInt(taught.size()));
            double cosine = new Embedding(first.vector()).cosine(new Embedding(second.vector()));
            pairs.add(new ScoredPair(first.text(), second.text(), Math.max(-1, Math.min(1, cosine))));
        }
        return pairs;
    }
}
