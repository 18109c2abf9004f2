package io.adapt4j.runtime.pytorch.archive;

import java.util.Arrays;
import java.util.Optional;

/** What the elements of a storage are, by the name that PyTorch's pickles give its class. */
public enum ElementType {
    FLOAT32("FloatStorage", 4),
    FLOAT64("DoubleStorage", 8),
    FLOAT16("HalfStorage", 2),
    BFLOAT16("BFloat16Storage", 2),
    FLOAT8_E4M3("Float8_e4m3fnStorage", 1),
    FLOAT8_E5M2("Float8_e5m2Storage", 1),
    INT64("LongStorage", 8),
    INT32("IntStorage", 4),
    INT16("ShortStorage", 2),
    INT8("CharStorage", 1),
    UINT8("ByteStorage", 1),
    BOOLEAN("BoolStorage", 1),
    COMPLEX32("ComplexHalfStorage", 4),
    COMPLEX64("ComplexFloatStorage", 8),
    COMPLEX128("ComplexDoubleStorage", 16),
    QINT8("QInt8Storage", 1),
    QUINT8("QUInt8Storage", 1),
    QINT32("QInt32Storage", 4),
    QUINT4X2("QUInt4x2Storage", 1),
    QUINT2X4("QUInt2x4Storage", 1);

    private final String storage;
    private final int bytes;

    ElementType(String storage, int bytes) {
        this.storage = storage;
        this.bytes = bytes;
    }

    /** The type whose storage class has this name. */
    static Optional<ElementType> ofStorage(String name) {
        return Arrays.stream(values()).filter(type -> type.storage.equals(name)).findFirst();
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether elements are integers with a scale. */
    public boolean quantized() {
        return name().startsWith("Q");
    }
}
