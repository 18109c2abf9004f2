package io.adapt4j.runtime.onnx.proto;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.adapt4j.error.InvalidModelException;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.spi.ModelSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Reads and writes the tensors of one ONNX file. Every value ends up in a direct buffer of its own. */
final class TensorCodec {
    /** A path that always exists: ONNX Runtime checks external data for existence before it asks who supplies it. */
    private static final String SUPPLIED_LATER = ".";

    private final ModelSource source;

    TensorCodec(ModelSource source) {
        this.source = source;
    }

    TensorData read(TensorProto tensor) {
        long[] dims = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        long elements = 1;
        for (long dim : dims) {
            if (dim < 0) {
                throw invalid(tensor, "has the negative dimension " + dim);
            }
            elements = Math.multiplyExact(elements, dim);
        }
        int type = tensor.getDataType();
        int width = OnnxTypes.byteWidth(type);
        if (width == 0
                && tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL
                && tensor.getRawData().isEmpty()) {
            throw invalid(tensor, "has the element type " + type + ", which cannot be read");
        }
        ByteBuffer data = tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL
                ? external(tensor, width == 0 ? -1 : Math.multiplyExact(elements, width))
                : tensor.getRawData().isEmpty() ? typed(tensor, elements, width) : raw(tensor.getRawData());
        if (width > 0 && data.remaining() != Math.multiplyExact(elements, width)) {
            throw invalid(tensor, "holds " + data.remaining() + " bytes, but its shape takes " + elements * width);
        }
        return new TensorData(type, dims, data);
    }

    private static ByteBuffer allocate(long bytes) {
        return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    }

    private static ByteBuffer raw(ByteString bytes) {
        ByteBuffer data = allocate(bytes.size());
        bytes.copyTo(data);
        return data.flip();
    }

    /** The values from the field of their type (onnx.proto, TensorProto). */
    private ByteBuffer typed(TensorProto tensor, long elements, int width) {
        int given =
                switch (tensor.getDataType()) {
                    case OnnxTypes.FLOAT -> tensor.getFloatDataCount();
                    case OnnxTypes.DOUBLE -> tensor.getDoubleDataCount();
                    case OnnxTypes.INT64 -> tensor.getInt64DataCount();
                    case OnnxTypes.UINT32, OnnxTypes.UINT64 -> tensor.getUint64DataCount();
                    default -> tensor.getInt32DataCount();
                };
        if (given != elements) {
            throw invalid(tensor, "holds " + given + " values, but its shape takes " + elements);
        }
        ByteBuffer data = allocate(elements * width);
        for (int i = 0; i < given; i++) {
            switch (tensor.getDataType()) {
                case OnnxTypes.FLOAT -> data.putFloat(tensor.getFloatData(i));
                case OnnxTypes.DOUBLE -> data.putDouble(tensor.getDoubleData(i));
                case OnnxTypes.INT64 -> data.putLong(tensor.getInt64Data(i));
                case OnnxTypes.UINT32 -> data.putInt((int) tensor.getUint64Data(i));
                case OnnxTypes.UINT64 -> data.putLong(tensor.getUint64Data(i));
                default -> {
                    switch (width) {
                        case 1 -> data.put((byte) tensor.getInt32Data(i));
                        case 2 -> data.putShort((short) tensor.getInt32Data(i));
                        default -> data.putInt(tensor.getInt32Data(i));
                    }
                }
            }
        }
        return data.flip();
    }

    private ByteBuffer external(TensorProto tensor, long expected) {
        Map<String, String> entries = new HashMap<>();
        tensor.getExternalDataList().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        Path folder = source.file()
                .map(file -> file.toAbsolutePath().normalize().getParent())
                .orElseThrow(
                        () -> invalid(tensor, "has external data, which a model in memory cannot have; open the file"));
        try {
            Path file = folder.resolve(entries.getOrDefault("location", "")).normalize();
            if (!file.startsWith(folder) || file.equals(folder)) {
                throw invalid(
                        tensor,
                        "has external data at \"" + entries.get("location")
                                + "\", which is outside the model's folder");
            }
            try (FileChannel channel = FileChannel.open(file)) {
                long offset = Long.parseLong(entries.getOrDefault("offset", "0"));
                long length = entries.containsKey("length")
                        ? Long.parseLong(entries.get("length"))
                        : expected >= 0 ? expected : channel.size() - offset;
                if (offset < 0 || length < 0 || offset > channel.size() - length) {
                    throw invalid(
                            tensor,
                            "has external data at [" + offset + ", " + offset + " + " + length + ") of " + file
                                    + ", which has " + channel.size() + " bytes");
                }
                if (expected >= 0 && length != expected) {
                    throw invalid(tensor, "has " + length + " bytes of external data, but its shape takes " + expected);
                }
                ByteBuffer data = allocate(length);
                while (data.hasRemaining()) {
                    if (channel.read(data, offset + data.position()) < 0) {
                        throw invalid(
                                tensor, "has external data in " + file + ", which became shorter while it was read");
                    }
                }
                return data.flip();
            }
        } catch (NumberFormatException | InvalidPathException e) {
            throw invalid(tensor, "has malformed external data " + entries);
        } catch (IOException e) {
            throw new InvalidModelException(
                    "Cannot read the external data of the tensor \"" + tensor.getName() + "\": " + e, e);
        }
    }

    private InvalidModelException invalid(TensorProto tensor, String what) {
        return new InvalidModelException("The tensor \"" + tensor.getName() + "\" in " + source + " " + what);
    }

    static TensorProto write(String name, TensorData tensor) {
        return declare(name, tensor)
                .setRawData(ByteString.copyFrom(tensor.data()))
                .build();
    }

    static TensorProto writeExternal(String name, TensorData tensor) {
        return declare(name, tensor)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", SUPPLIED_LATER))
                .addExternalData(entry("offset", "0"))
                .addExternalData(entry("length", Long.toString(tensor.data().remaining())))
                .build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static TensorProto.Builder declare(String name, TensorData tensor) {
        TensorProto.Builder proto = TensorProto.newBuilder().setName(name).setDataType(tensor.elementType());
        for (long dim : tensor.dims()) {
            proto.addDims(dim);
        }
        return proto;
    }
}
