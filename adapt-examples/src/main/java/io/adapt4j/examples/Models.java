package io.adapt4j.examples;

import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.TokenizerFile;
import io.adapt4j.runtime.onnx.OnnxParameters;
import io.adapt4j.runtime.pytorch.archive.ArchiveTemplate;
import io.adapt4j.task.Pooling;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Real base models that come as Maven artifacts. */
public enum Models {
    /** all-MiniLM-L6-v2: 6 layers, hidden size 384, mean pooling, Apache-2.0. */
    MINI_LM("all-minilm-l6-v2", Pooling.MEAN),
    /** bge-small-en-v1.5: 12 layers, hidden size 384, pooling by the first token, MIT. */
    BGE_SMALL("bge-small-en-v1.5", Pooling.CLS),
    /** {@link #MINI_LM} with weights of 8 bits, quantised dynamically. */
    MINI_LM_INT8("all-minilm-l6-v2-q", Pooling.MEAN),
    /** {@link #BGE_SMALL} with weights of 8 bits, quantised dynamically. */
    BGE_SMALL_INT8("bge-small-en-v1.5-q", Pooling.CLS),
    /** bge-small-zh-v1.5: for Chinese, 4 layers, hidden size 512, pooling by the first token, MIT. */
    BGE_SMALL_ZH("bge-small-zh-v1.5", Pooling.CLS);

    private final String resource;
    private final Pooling pooling;

    Models(String resource, Pooling pooling) {
        this.resource = resource;
        this.pooling = pooling;
    }

    /** How the model was trained to make one vector of a text. */
    public Pooling pooling() {
        return pooling;
    }

    /** The model of that name, such as {@code all-minilm-l6-v2}, if there is one. */
    public static Optional<Models> named(String name) {
        return Arrays.stream(values())
                .filter(model -> model.resource.equals(name))
                .findFirst();
    }

    /** Opens the model on ONNX Runtime. */
    public BaseModel open(int threads) {
        return open(Engine.ONNX, threads);
    }

    /** Opens the model in the format of an engine; all but {@link #MINI_LM} exist for ONNX Runtime only. */
    public BaseModel open(Engine engine, int threads) {
        return BaseModel.open(file(engine), ModelOptions.defaults().withThreads(threads));
    }

    /** The model file: the one of the Maven artifact, or a TorchScript archive with its weights. */
    public byte[] file(Engine engine) {
        return engine == Engine.ONNX ? bytes(resource + ".onnx") : torchScript();
    }

    private byte[] torchScript() {
        ArchiveTemplate template = ArchiveTemplate.read(new ByteArrayInputStream(bytes(resource + ".template")));
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (BaseModel base = open(1)) {
            template.fill(new OnnxParameters(base).get(template.missing().keySet()), archive);
        }
        return archive.toByteArray();
    }

    /** The model's tokenizer. */
    public TokenizerFile tokenizer() {
        return TokenizerFile.of(new String(bytes(resource + "-tokenizer.json"), StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String name) {
        try (InputStream in = Models.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IllegalStateException("The class path has no " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
