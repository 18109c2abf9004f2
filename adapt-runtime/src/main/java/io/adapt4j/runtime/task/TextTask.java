package io.adapt4j.runtime.task;

import io.adapt4j.AdaptedModel;
import io.adapt4j.Adapter;
import io.adapt4j.BoundAdapter;
import io.adapt4j.ContentHash;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.runtime.observe.AnswerListeners;
import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.TaskSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers texts with a bound adapter: tokens, adapted base, head, answer.
 *
 * @param <A> what it answers with, such as {@link io.adapt4j.task.Classification}
 */
public final class TextTask<A> {
    private final TaskSpec spec;
    private final TextEncoder encoder;
    private final Decoder<A> decoder;

    private TextTask(TaskSpec spec, TextEncoder encoder, Decoder<A> decoder) {
        this.spec = spec;
        this.encoder = encoder;
        this.decoder = decoder;
    }

    /**
     * The task that an adapter describes.
     *
     * @throws IncompatibleAdapterException when the adapter states no task, or lacks the head or tokenizer that it needs
     */
    public static TextTask<?> of(Adapter adapter) {
        TaskSpec spec = adapter.manifest()
                .task()
                .orElseThrow(() -> new IncompatibleAdapterException(
                        "Cannot answer texts with " + adapter + ": its manifest states no task"));
        return of(spec, adapter);
    }

    private static <S extends TaskSpec> TextTask<?> of(S spec, Adapter adapter) {
        spec.outputs().ifPresent(outputs -> {
            int rows = adapter.head()
                    .orElseThrow(() -> new IncompatibleAdapterException(
                            "Cannot answer texts with " + adapter + ": its task is " + spec + ", but it has no head"))
                    .outputs();
            if (rows != outputs) {
                throw new IncompatibleAdapterException(
                        "The head of " + adapter + " has " + rows + " outputs, but its task has " + outputs);
            }
        });
        TokenizerFile tokenizer = adapter.tokenizer()
                .orElseThrow(() -> new IncompatibleAdapterException(
                        "Cannot answer texts with " + adapter + ": it has no tokenizer.json"));
        return new TextTask<>(
                spec,
                TextEncoder.of(tokenizer, spec.maxLength()),
                Decoders.of(spec, adapter.head().map(LinearHead::of).orElse(null)));
    }

    /**
     * This task, for a caller who knows what it answers with.
     *
     * @param name what the caller knows the task by
     * @throws IncompatibleAdapterException when it answers with something else, or there is no task
     */
    public static <A> TextTask<A> require(@Nullable TextTask<?> task, Class<A> answer, String name) {
        if (task == null || !answer.isAssignableFrom(task.decoder.answer())) {
            throw new IncompatibleAdapterException("The adapter deployed as \"" + name + "\" cannot answer a text with "
                    + answer.getSimpleName() + ": "
                    + (task == null
                            ? "it has no task"
                            : "its task answers with " + task.decoder.answer().getSimpleName()));
        }
        @SuppressWarnings("unchecked")
        TextTask<A> known = (TextTask<A>) task;
        return known;
    }

    /** The same task, whose answers are handed to listeners too. */
    public TextTask<A> heard(String deployment, ContentHash adapter, AnswerListeners listeners) {
        return new TextTask<>(spec, encoder, new HeardDecoder<>(deployment, adapter, spec, decoder, listeners));
    }

    /** The tokens of a text. */
    public TokenizedText encode(String text) {
        return encoder.encode(text);
    }

    /** The answer to each text, in their order. */
    public List<A> answer(AdaptedModel model, BoundAdapter adapter, List<String> texts) {
        return TextFeatures.map(
                model, adapter, encoder.encode(texts), (index, states) -> answer(texts.get(index), states));
    }

    /** The answer to a text, given what the base made of it. */
    public A answer(String text, HiddenStates states) {
        return decoder.decode(text, states);
    }
}
