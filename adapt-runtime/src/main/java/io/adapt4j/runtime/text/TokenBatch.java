package io.adapt4j.runtime.text;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.ModelSignature;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tokenised texts padded on the right to the longest of them, as the inputs that a base model declares.
 *
 * @param texts at least one
 */
public record TokenBatch(List<TokenizedText> texts) {

    public TokenBatch {
        texts = List.copyOf(texts);
        if (texts.isEmpty()) {
            throw new InvalidInputException("A batch needs at least one text");
        }
    }

    /** The number of tokens of the longest text. */
    public int sequenceLength() {
        return texts.stream().mapToInt(TokenizedText::length).max().orElse(0);
    }

    /**
     * One tensor {@code [batch, sequence]} for each input of the signature.
     *
     * @throws UnsupportedFeatureException when the model has an input that is not made from text
     */
    public Map<String, Tensor> inputs(ModelSignature signature) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (ModelSignature.Port port : signature.inputs()) {
            inputs.put(
                    port.name(),
                    switch (port.name()) {
                        case "input_ids" -> fill(port, TokenizedText::ids);
                        case "token_type_ids" -> fill(port, TokenizedText::typeIds);
                        case "attention_mask" -> fill(port, text -> filled(text.length(), false));
                        case "position_ids" -> fill(port, text -> filled(text.length(), true));
                        default ->
                            throw new UnsupportedFeatureException(
                                    "Cannot make the input \"" + port.name()
                                            + "\" from text; known are input_ids, token_type_ids, attention_mask and position_ids");
                    });
        }
        return inputs;
    }

    private interface Row {
        long[] of(TokenizedText text);
    }

    private static long[] filled(int length, boolean counting) {
        long[] values = new long[length];
        for (int i = 0; i < length; i++) {
            values[i] = counting ? i : 1;
        }
        return values;
    }

    private Tensor fill(ModelSignature.Port port, Row row) {
        int columns = sequenceLength();
        DataType type = port.dataType();
        if (type != DataType.INT64 && type != DataType.INT32) {
            throw new UnsupportedFeatureException("The input \"" + port.name()
                    + "\" is made from text as INT64 or INT32, but the model takes " + type);
        }
        ByteBuffer data = Tensor.allocate(type, (long) texts.size() * columns);
        for (int r = 0; r < texts.size(); r++) {
            long[] values = row.of(texts.get(r));
            for (int c = 0; c < values.length; c++) {
                int index = r * columns + c;
                if (type == DataType.INT64) {
                    data.putLong(index * Long.BYTES, values[c]);
                } else {
                    data.putInt(index * Integer.BYTES, (int) values[c]);
                }
            }
        }
        return Tensor.of(type, new Shape(texts.size(), columns), data);
    }
}
