package io.adapt4j.runtime.onnx.proto;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.adapt4j.error.InvalidModelException;
import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.spi.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Reads and writes ONNX files. What the graph IR does not model (local functions, metadata, sparse and string
 * constants, sub-graphs) is carried along as it was.
 */
public final class OnnxFile {
    private OnnxFile() {}

    /**
     * Reads a model with its weights; external data is read from files beside the model.
     *
     * @throws InvalidModelException when the content is truncated, malformed or refers to external data that is
     *     missing or lies outside the model's folder, or when there is no memory for it
     */
    public static Graph read(ModelSource source) {
        try {
            ModelProto model = parse(source);
            if (!model.hasGraph() || model.getGraph().getNodeCount() == 0 || model.getOpsetImportCount() == 0) {
                throw new InvalidModelException(
                        source + " is not an ONNX model: it has no graph, nodes or operator set");
            }
            return read(model, new TensorCodec(source));
        } catch (ArithmeticException e) {
            throw new InvalidModelException("A tensor in " + source + " is too large", e);
        } catch (OutOfMemoryError e) {
            throw new InvalidModelException(
                    "There is no memory for " + source + "; raise -XX:MaxDirectMemorySize or -Xmx: " + e.getMessage(),
                    e);
        }
    }

    private static ModelProto parse(ModelSource source) {
        try (InputStream in = source.open()) {
            CodedInputStream coded = CodedInputStream.newInstance(in, 1 << 16);
            coded.setSizeLimit(Integer.MAX_VALUE);
            return ModelProto.parseFrom(coded);
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidModelException(
                    source + " is not an ONNX model, or is truncated or larger than 2 GB without external data: "
                            + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new InvalidModelException("Cannot read " + source + ": " + e.getMessage(), e);
        }
    }

    private static Graph read(ModelProto model, TensorCodec tensors) {
        Map<String, Long> opsets = new TreeMap<>();
        for (OperatorSetIdProto opset : model.getOpsetImportList()) {
            opsets.put(opset.getDomain().equals("ai.onnx") ? Graph.ONNX : opset.getDomain(), opset.getVersion());
        }
        GraphProto proto = model.getGraph();
        GraphProto.Builder rest = proto.toBuilder()
                .clearNode()
                .clearInitializer()
                .clearInput()
                .clearOutput()
                .clearValueInfo()
                .clearQuantizationAnnotation();
        Graph graph = new Graph(opsets);
        for (TensorProto tensor : proto.getInitializerList()) {
            if (tensor.getDataType() == OnnxTypes.STRING) {
                rest.addInitializer(tensor);
            } else if (graph.initializers().put(tensor.getName(), tensors.read(tensor)) != null) {
                throw new InvalidModelException("The model has two initializers named \"" + tensor.getName() + "\"");
            }
        }
        for (ValueInfoProto input : proto.getInputList()) {
            if (!graph.initializers().containsKey(input.getName())) { // before IR 4 weights are inputs too
                graph.inputs().add(read(input));
            }
        }
        proto.getOutputList().forEach(output -> graph.outputs().add(read(output)));
        for (NodeProto node : proto.getNodeList()) {
            graph.nodes().add(read(node, tensors));
        }
        graph.envelope(
                model.toBuilder().clearOpsetImport().setGraph(rest).build().toByteArray());
        return graph;
    }

    private static ValueInfo read(ValueInfoProto value) {
        TypeProto.Tensor type = value.getType().getTensorType();
        List<String> dims = new ArrayList<>();
        for (TensorShapeProto.Dimension dim : type.getShape().getDimList()) {
            // Some exporters write -1 for a dimension that is not fixed.
            boolean fixed = dim.hasDimValue() && dim.getDimValue() >= 0;
            dims.add(fixed ? Long.toString(dim.getDimValue()) : dim.getDimParam());
        }
        return new ValueInfo(value.getName(), type.getElemType(), dims);
    }

    private static Node read(NodeProto node, TensorCodec tensors) {
        if (node.getOutputCount() == 0) {
            throw new InvalidModelException("The " + node.getOpType() + " node \"" + node.getName()
                    + "\" has no output, though every node of a model has one; the model is damaged");
        }
        Map<String, Attribute> attributes = new TreeMap<>();
        for (AttributeProto attribute : node.getAttributeList()) {
            attributes.put(attribute.getName(), read(attribute, tensors));
        }
        return new Node(
                node.getName(),
                node.getOpType(),
                node.getDomain().equals("ai.onnx") ? Graph.ONNX : node.getDomain(),
                node.getInputList(),
                node.getOutputList(),
                attributes);
    }

    private static Attribute read(AttributeProto attribute, TensorCodec tensors) {
        return switch (attribute.getType()) {
            case INT -> new Attribute.OfLong(attribute.getI());
            case FLOAT -> new Attribute.OfFloat(attribute.getF());
            case STRING ->
                attribute.getS().isValidUtf8()
                        ? new Attribute.OfString(attribute.getS().toStringUtf8())
                        : new Attribute.Opaque(attribute.toByteArray());
            case INTS -> new Attribute.OfLongs(attribute.getIntsList());
            case FLOATS -> new Attribute.OfFloats(attribute.getFloatsList());
            case TENSOR ->
                attribute.getT().getDataType() == OnnxTypes.STRING
                        ? new Attribute.Opaque(attribute.toByteArray())
                        : new Attribute.OfTensor(tensors.read(attribute.getT()));
            default -> new Attribute.Opaque(attribute.toByteArray());
        };
    }

    /**
     * Writes a model.
     *
     * @param external the initializers whose values are left out: they are declared as external data, and a session
     *     must be given them by name
     */
    public static byte[] write(Graph graph, Predicate<String> external) {
        try {
            ModelProto.Builder model = ModelProto.parseFrom(graph.envelope()).toBuilder();
            if (!model.hasIrVersion()) {
                model.setIrVersion(8);
            }
            graph.opsets()
                    .forEach((domain, version) -> model.addOpsetImport(
                            OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
            GraphProto.Builder proto = model.getGraphBuilder();
            if (proto.getName().isEmpty()) {
                proto.setName("graph");
            }
            graph.inputs().forEach(input -> proto.addInput(write(input)));
            graph.outputs().forEach(output -> proto.addOutput(write(output)));
            graph.hints().forEach(value -> proto.addValueInfo(write(value)));
            graph.initializers()
                    .forEach((name, data) -> proto.addInitializer(
                            external.test(name)
                                    ? TensorCodec.writeExternal(name, data)
                                    : TensorCodec.write(name, data)));
            for (Node node : graph.nodes()) {
                proto.addNode(write(node));
            }
            return model.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidModelException("The graph carries parts that are not ONNX", e);
        }
    }

    private static ValueInfoProto write(ValueInfo value) {
        if (value.elementType() == 0) {
            return ValueInfoProto.newBuilder().setName(value.name()).build();
        }
        TypeProto.Tensor.Builder type = TypeProto.Tensor.newBuilder().setElemType(value.elementType());
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int axis = 0; axis < value.dims().size(); axis++) {
            TensorShapeProto.Dimension.Builder dim = TensorShapeProto.Dimension.newBuilder();
            if (value.dim(axis) >= 0) {
                dim.setDimValue(value.dim(axis));
            } else if (!value.dims().get(axis).isEmpty()) {
                dim.setDimParam(value.dims().get(axis));
            }
            shape.addDim(dim);
        }
        return ValueInfoProto.newBuilder()
                .setName(value.name())
                .setType(TypeProto.newBuilder().setTensorType(value.isOfAnyShape() ? type : type.setShape(shape)))
                .build();
    }

    private static NodeProto write(Node node) throws InvalidProtocolBufferException {
        NodeProto.Builder proto = NodeProto.newBuilder()
                .setName(node.name())
                .setOpType(node.opType())
                .setDomain(node.domain())
                .addAllInput(node.inputs())
                .addAllOutput(node.outputs());
        for (Map.Entry<String, Attribute> attribute : node.attributes().entrySet()) {
            proto.addAttribute(write(attribute.getKey(), attribute.getValue()));
        }
        return proto.build();
    }

    private static AttributeProto write(String name, Attribute attribute) throws InvalidProtocolBufferException {
        AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
        if (attribute instanceof Attribute.OfLong a) {
            proto.setType(AttributeProto.AttributeType.INT).setI(a.value());
        } else if (attribute instanceof Attribute.OfFloat a) {
            proto.setType(AttributeProto.AttributeType.FLOAT).setF(a.value());
        } else if (attribute instanceof Attribute.OfString a) {
            proto.setType(AttributeProto.AttributeType.STRING)
                    .setS(com.google.protobuf.ByteString.copyFromUtf8(a.value()));
        } else if (attribute instanceof Attribute.OfLongs a) {
            proto.setType(AttributeProto.AttributeType.INTS).addAllInts(a.values());
        } else if (attribute instanceof Attribute.OfFloats a) {
            proto.setType(AttributeProto.AttributeType.FLOATS).addAllFloats(a.values());
        } else if (attribute instanceof Attribute.OfTensor a) {
            proto.setType(AttributeProto.AttributeType.TENSOR).setT(TensorCodec.write("", a.value()));
        } else if (attribute instanceof Attribute.Opaque a) {
            proto.mergeFrom(a.serialized());
        }
        return proto.build();
    }
}
