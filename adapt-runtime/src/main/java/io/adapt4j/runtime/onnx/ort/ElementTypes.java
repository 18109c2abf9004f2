package io.adapt4j.runtime.onnx.ort;

import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OnnxJavaType;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;

/** Translation between the element types of DJL, ONNX and ONNX Runtime. */
public final class ElementTypes {
    private ElementTypes() {}

    /** DJL's type for an ONNX type. */
    public static DataType ofOnnx(int elementType) {
        return switch (elementType) {
            case OnnxTypes.FLOAT -> DataType.FLOAT32;
            case OnnxTypes.DOUBLE -> DataType.FLOAT64;
            case OnnxTypes.FLOAT16 -> DataType.FLOAT16;
            case OnnxTypes.BFLOAT16 -> DataType.BFLOAT16;
            case OnnxTypes.INT64 -> DataType.INT64;
            case OnnxTypes.INT32 -> DataType.INT32;
            case OnnxTypes.INT8 -> DataType.INT8;
            case OnnxTypes.UINT8 -> DataType.UINT8;
            case OnnxTypes.BOOL -> DataType.BOOLEAN;
            case OnnxTypes.STRING -> DataType.STRING;
            default -> DataType.UNKNOWN;
        };
    }

    static OnnxJavaType toRuntime(DataType type) {
        return switch (type) {
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case FLOAT64 -> OnnxJavaType.DOUBLE;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case BFLOAT16 -> OnnxJavaType.BFLOAT16;
            case INT64 -> OnnxJavaType.INT64;
            case INT32 -> OnnxJavaType.INT32;
            case INT8 -> OnnxJavaType.INT8;
            case UINT8 -> OnnxJavaType.UINT8;
            case BOOLEAN -> OnnxJavaType.BOOL;
            default -> throw new UnsupportedFeatureException("ONNX Runtime takes no tensors of " + type);
        };
    }

    static DataType ofRuntime(OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> DataType.FLOAT32;
            case DOUBLE -> DataType.FLOAT64;
            case FLOAT16 -> DataType.FLOAT16;
            case BFLOAT16 -> DataType.BFLOAT16;
            case INT64 -> DataType.INT64;
            case INT32 -> DataType.INT32;
            case INT8 -> DataType.INT8;
            case UINT8 -> DataType.UINT8;
            case BOOL -> DataType.BOOLEAN;
            default ->
                throw new UnsupportedFeatureException(
                        "ONNX Runtime gave a tensor of " + type + ", which has no host type");
        };
    }
}
