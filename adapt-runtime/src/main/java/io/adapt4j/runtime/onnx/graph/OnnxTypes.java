package io.adapt4j.runtime.onnx.graph;

/** The codes of ONNX's element types that graphs are edited with ({@code TensorProto.DataType} in onnx.proto). */
public final class OnnxTypes {
    public static final int FLOAT = 1;
    public static final int UINT8 = 2;
    public static final int INT8 = 3;
    public static final int UINT16 = 4;
    public static final int INT16 = 5;
    public static final int INT32 = 6;
    public static final int INT64 = 7;
    public static final int STRING = 8;
    public static final int BOOL = 9;
    public static final int FLOAT16 = 10;
    public static final int DOUBLE = 11;
    public static final int UINT32 = 12;
    public static final int UINT64 = 13;
    public static final int BFLOAT16 = 16;

    private OnnxTypes() {}

    /** The bytes of one element, or 0 for a type whose elements are not whole bytes or not known here. */
    public static int byteWidth(int elementType) {
        return switch (elementType) {
            case UINT8, INT8, BOOL -> 1;
            case UINT16, INT16, FLOAT16, BFLOAT16 -> 2;
            case FLOAT, INT32, UINT32 -> 4;
            case INT64, DOUBLE, UINT64 -> 8;
            default -> 0;
        };
    }
}
