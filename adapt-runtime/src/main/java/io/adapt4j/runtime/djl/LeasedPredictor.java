package io.adapt4j.runtime.djl;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.Lease;
import java.util.List;

/** DJL's predictor, with one adapter version for each call, however many times it runs the base. */
final class LeasedPredictor<I, O> extends Predictor<I, O> {
    private final HostedModel hosted;
    private final ThreadLocal<Lease> lease = new ThreadLocal<>();

    LeasedPredictor(HostedModel model, Translator<I, O> translator, Device device) {
        super(model, translator, device, false);
        this.hosted = model;
    }

    @Override
    public List<O> batchPredict(List<I> inputs) throws TranslateException {
        if (inputs.isEmpty()) {
            return List.of();
        }
        Lease outer = lease.get();
        try (Lease own = hosted.lease()) {
            lease.set(own);
            return super.batchPredict(inputs);
        } catch (AdaptException e) {
            throw new TranslateException(e.getMessage(), e);
        } catch (TranslateException e) {
            throw explained(e);
        } finally {
            if (outer == null) {
                lease.remove();
            } else {
                // A translator that predicts by itself.
                lease.set(outer);
            }
        }
    }

    @Override
    protected NDList predictInternal(TranslatorContext context, NDList inputs) {
        return inputs.isEmpty() ? new NDList() : HostedBlock.run(lease.get(), inputs);
    }

    private TranslateException explained(TranslateException error) {
        if (error.getCause() instanceof UnsupportedOperationException cause && !ArrayEngine.computes(manager)) {
            UnsupportedFeatureException typed = new UnsupportedFeatureException(
                    translator.getClass().getName() + " computes with arrays, for which DJL has no engine here; add"
                            + " ai.djl.pytorch:pytorch-engine with pytorch-jni and pytorch-native-cpu, or a translator that only"
                            + " makes and reads arrays, without a Batchifier",
                    cause);
            return new TranslateException(typed.getMessage(), typed);
        }
        return error;
    }
}
