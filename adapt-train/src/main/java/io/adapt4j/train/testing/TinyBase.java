package io.adapt4j.train.testing;

import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.runtime.onnx.proto.OnnxFile;

/**
 * A base model for tests: a transformer encoder of one layer, hidden size 32, two heads and a vocabulary of characters,
 * with seeded random weights, made in code. It has the module names and roles of BERT, opens in milliseconds, needs no
 * download, and can learn small tasks.
 */
public final class TinyBase {
    private TinyBase() {}

    /** Opens the model. The weights depend on the seed alone; another seed is another base. */
    public static BaseModel open(long seed) {
        return BaseModel.open(onnx(seed));
    }

    /** The model as an ONNX file. */
    public static byte[] onnx(long seed) {
        return OnnxFile.write(new TinyEncoder(seed).build(), name -> false);
    }

    /** The tokenizer that belongs to it: lower-case characters as word pieces. */
    public static TokenizerFile tokenizer() {
        return TinyTokenizer.FILE;
    }
}
