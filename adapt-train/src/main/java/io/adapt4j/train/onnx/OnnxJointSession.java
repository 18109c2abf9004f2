package io.adapt4j.train.onnx;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.TargetModule;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.onnx.OnnxBaseModel;
import io.adapt4j.runtime.onnx.edit.OnnxTarget;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.runtime.onnx.ort.GraphSession;
import io.adapt4j.runtime.onnx.ort.NativeTensor;
import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.batch.BatchInputs;
import io.adapt4j.train.batch.JointInputs;
import io.adapt4j.train.batch.ParameterStack;
import io.adapt4j.train.gradient.GradientGraph;
import io.adapt4j.train.gradient.ValueShapes;
import io.adapt4j.train.joint.SlotParameters;
import io.adapt4j.train.spi.JointSession;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A joint session on ONNX Runtime: one native session for any number of slots, sharing the base's weights. */
final class OnnxJointSession implements JointSession {
    private final OnnxBaseModel base;
    private final TrainingSpec spec;
    private final TrainingGraph forward;
    private final GradientGraph gradient;
    private final GraphSession session;
    private final Map<String, ParameterStack> stacks = new LinkedHashMap<>();

    private OnnxJointSession(OnnxBaseModel base, TrainingSpec spec, TrainingGraph forward) {
        this.base = base;
        this.spec = spec;
        this.forward = forward;
        List<Parameter> parameters = SlotParameters.of(spec);
        for (TrainingGraph.Trainable trainable : forward.trainables()) {
            stacks.put(trainable.input(), new ParameterStack(indexOf(trainable, parameters)));
        }
        Slot slot = new Slot(spec, parameters, BatchInputs.sample(spec));
        ValueShapes shapes = ValueShapes.probe(forward.graph(), base.weights(), sample(List.of(slot, slot)));
        requireBatchFirst(shapes, slot);
        this.gradient = GradientGraph.build(
                forward.graph(),
                forward.loss(),
                forward.trainables().stream()
                        .filter(trainable -> trainable.role() != Parameter.Role.FROZEN)
                        .map(TrainingGraph.Trainable::input)
                        .toList(),
                shapes,
                forward.detached(),
                false);
        declareOutputs();
        this.session = GraphSession.open(
                gradient.graph(), base.weights(), base.sharedSettings().unplanned());
    }

    static OnnxJointSession open(OnnxBaseModel base, TrainingSpec spec) {
        String hidden = HiddenStates.output(base.signature());
        return new OnnxJointSession(base, spec, TrainingGraph.buildJoint(base.graph(), base.targets(), hidden, spec));
    }

    /** The outputs as they are for any number of slots; the gradients' shapes were learnt from two. */
    private void declareOutputs() {
        List<ValueInfo> outputs = gradient.graph().outputs();
        outputs.add(new ValueInfo(forward.losses(), OnnxTypes.FLOAT, List.of(SlotForm.SLOTS)));
        for (ValueInfo input : gradient.graph().inputs()) {
            String name = gradient.gradients().get(input.name());
            outputs.replaceAll(output -> output.name().equals(name)
                    ? new ValueInfo(output.name(), output.elementType(), input.dims())
                    : output);
        }
    }

    private static int indexOf(TrainingGraph.Trainable trainable, List<Parameter> parameters) {
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            if (parameter.module().equals(trainable.module())
                    && parameter.name().equals(trainable.name())) {
                return i;
            }
        }
        throw new IllegalStateException("No parameter " + trainable.name() + " of \"" + trainable.module() + "\"");
    }

    /** The slots' texts must lie one after the other wherever adapters meet the base. */
    private void requireBatchFirst(ValueShapes shapes, Slot slot) {
        int texts = 2 * slot.batch().texts().size();
        Set<String> selected =
                spec.modules().stream().map(module -> module.path()).collect(Collectors.toSet());
        int sequence = new JointInputs(List.of(slot, slot)).texts().sequenceLength();
        for (OnnxTarget target : base.targets()) {
            boolean trained = selected.contains(target.module().path());
            long first = trained ? shapes.of(target.input())[0] : texts;
            if (first != texts && first != (long) texts * sequence) {
                throw new UnsupportedFeatureException("The input of the module \""
                        + target.module().path()
                        + "\" does not have the batch as its first dimension, so that adapters cannot be trained side by"
                        + " side on it; train them one after the other");
            }
        }
    }

    @Override
    public float[] forwardBackward(List<Slot> slots) {
        List<NativeTensor> owned = new ArrayList<>();
        try {
            Map<String, NativeTensor> inputs = new LinkedHashMap<>();
            Map<String, NativeTensor> gradients = new LinkedHashMap<>();
            stacks.forEach((input, stack) -> {
                stack.gather(slots);
                inputs.put(input, own(NativeTensor.of(DataType.FLOAT32, stack.values(), stack.dims()), owned));
                String name = gradient.gradients().get(input);
                if (name != null) {
                    gradients.put(name, own(NativeTensor.of(DataType.FLOAT32, stack.gradients(), stack.dims()), owned));
                }
            });
            feed(slots).forEach((name, tensor) -> inputs.put(name, own(NativeTensor.of(tensor), owned)));
            Tensor losses = session.runNative(inputs, List.of(forward.losses()), gradients)
                    .get(forward.losses());
            stacks.forEach((input, stack) -> {
                if (gradient.gradients().containsKey(input)) {
                    stack.scatter(slots);
                }
            });
            return requireNonNull(losses).toFloatArray();
        } finally {
            owned.forEach(NativeTensor::close);
        }
    }

    private static NativeTensor own(NativeTensor tensor, List<NativeTensor> owned) {
        owned.add(tensor);
        return tensor;
    }

    /** The inputs of a pass, apart from the parameters. */
    private Map<String, Tensor> feed(List<Slot> slots) {
        JointInputs inputs = new JointInputs(slots);
        Map<String, Tensor> feed = new LinkedHashMap<>(inputs.texts().inputs(base.signature()));
        feed.keySet().removeIf(input -> !forward.takes(input));
        put(feed, SlotForm.SLOTS, () -> Tensor.of(new long[] {slots.size()}, 1));
        put(feed, SlotForm.OUTPUT_MASK, inputs::outputMask);
        put(feed, TrainingGraph.TARGETS, inputs::targets);
        put(feed, TrainingGraph.POOLING, inputs::poolingWeights);
        put(feed, TrainingGraph.VECTOR_MASK, inputs::vectorMask);
        put(feed, TrainingGraph.TOKEN_MASK, inputs::tokenMask);
        put(feed, EmbeddingNoise.INPUT, () -> inputs.embeddingNoise(forward.noiseWidth()));
        Map<String, TargetModule> modules = new LinkedHashMap<>();
        spec.modules().forEach(module -> modules.put(module.path(), module));
        for (TrainingGraph.DropoutMask mask : forward.masks()) {
            feed.put(mask.input(), inputs.keep(requireNonNull(modules.get(mask.module())), mask.probability()));
        }
        return feed;
    }

    private void put(Map<String, Tensor> feed, String input, Supplier<Tensor> tensor) {
        if (forward.takes(input)) {
            feed.put(input, tensor.get());
        }
    }

    /** Small inputs from which shapes are learnt. */
    private Map<String, Tensor> sample(List<Slot> slots) {
        Map<String, Tensor> sample = feed(slots);
        stacks.forEach((input, stack) -> {
            stack.gather(slots);
            sample.put(input, Tensor.of(DataType.FLOAT32, new Shape(stack.dims()), stack.values()));
        });
        return sample;
    }

    @Override
    public void close() {
        session.close();
    }
}
