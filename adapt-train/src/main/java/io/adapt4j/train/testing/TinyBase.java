package io.adapt4j.train.testing;

import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.TokenizerFile;
import io.adapt4j.runtime.onnx.OnnxParameters;
import io.adapt4j.runtime.onnx.proto.OnnxFile;
import io.adapt4j.runtime.pytorch.archive.ArchiveTemplate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * A base model for tests: a transformer encoder of one layer, hidden size 32, two heads and a vocabulary of characters,
 * with seeded random weights, made in code. It has the module names and roles of BERT, opens in milliseconds, needs no
 * download, and can learn small tasks.
 */
public final class TinyBase {
    private static final String TEMPLATE = "tiny-encoder.template";

    /** Several threads would wait for each other longer than they compute. */
    private static final ModelOptions OPTIONS = ModelOptions.defaults().withThreads(1);

    private TinyBase() {}

    /** Opens the model. The weights depend on the seed alone; another seed is another base. */
    public static BaseModel open(long seed) {
        return BaseModel.open(onnx(seed), OPTIONS);
    }

    /** As {@link #open(long)}, in another size. */
    public static BaseModel open(long seed, TinyShape shape) {
        return BaseModel.open(onnx(seed, shape), OPTIONS);
    }

    /** The model as an ONNX file. */
    public static byte[] onnx(long seed) {
        return onnx(seed, TinyShape.usual());
    }

    /** As {@link #onnx(long)}, in another size. */
    public static byte[] onnx(long seed, TinyShape shape) {
        return OnnxFile.write(new TinyEncoder(seed, shape).build(), name -> false);
    }

    /**
     * Opens the TorchScript form of the model; it needs the natives of PyTorch on the class path. PyTorch then computes with one
     * thread, in the whole process.
     */
    public static BaseModel openTorchScript(long seed) {
        return BaseModel.open(torchScript(seed), OPTIONS);
    }

    /** The model as a TorchScript archive, with the weights of {@link #onnx}. */
    public static byte[] torchScript(long seed) {
        try (BaseModel base = open(seed)) {
            return torchScript(base);
        }
    }

    /**
     * The TorchScript archive of an ONNX base of the usual size, such as one whose weights were changed.
     *
     * @param base its parameters have the names and shapes of {@link #onnx(long)}
     */
    public static byte[] torchScript(BaseModel base) {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (InputStream in = TinyBase.class.getResourceAsStream(TEMPLATE)) {
            ArchiveTemplate template = ArchiveTemplate.read(Objects.requireNonNull(in, TEMPLATE));
            template.fill(new OnnxParameters(base).get(template.missing().keySet()), archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return archive.toByteArray();
    }

    /** The tokenizer that belongs to it: lower-case characters as word pieces. */
    public static TokenizerFile tokenizer() {
        return TinyTokenizer.FILE;
    }
}
