package io.adapt4j.runtime.djl;

import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import io.adapt4j.runtime.AdapterHost;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

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
        try {
            return output.apply(host.submit(deployment, text, answer).join());
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new TranslateException(cause.getMessage(), cause);
        }
    }

    @Override
    public List<O> batchPredict(List<String> texts) throws TranslateException {
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
