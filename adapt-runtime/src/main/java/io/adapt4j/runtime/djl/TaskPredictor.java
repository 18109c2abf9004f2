package io.adapt4j.runtime.djl;

import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.runtime.AdapterHost;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A deployment's own task as DJL's predictor. */
final class TaskPredictor<A, O> extends Predictor<String, O> {
    private final AdapterHost host;
    private final String deployment;
    private final Class<A> answer;
    private final Function<A, O> output;

    TaskPredictor(HostedModel model, AdapterHost host, String deployment, Class<A> answer, Function<A, O> output) {
        super(model, null, model.getNDManager().getDevice(), false);
        this.host = host;
        this.deployment = deployment;
        this.answer = answer;
        this.output = output;
    }

    @Override
    public O predict(String text) throws TranslateException {
        requireText(text);
        try {
            return output.apply(host.submit(deployment, text, answer).join());
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new TranslateException(cause.getMessage(), cause);
        }
    }

    /** DJL's callers are not held to pass something. */
    private static void requireText(@Nullable String text) throws TranslateException {
        if (text == null) {
            throw new TranslateException(
                    new InvalidInputException("There is nothing to predict for: the text is null; give a string"));
        }
    }

    @Override
    public List<O> batchPredict(List<String> texts) throws TranslateException {
        for (String text : texts) {
            requireText(text);
        }
        try {
            return texts.isEmpty()
                    ? List.of()
                    : host.answer(deployment, texts, answer).stream()
                            .map(output)
                            .toList();
        } catch (RuntimeException e) {
            throw new TranslateException(e.getMessage(), e);
        }
    }
}
