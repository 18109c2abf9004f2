package io.adapt4j.examples;

import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.TokenizerFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Real base models that come as Maven artifacts. */
public enum Models {
    /** all-MiniLM-L6-v2: 6 layers, hidden size 384, mean pooling, Apache-2.0. */
    MINI_LM("all-minilm-l6-v2"),
    /** bge-small-en-v1.5: 12 layers, hidden size 384, pooling by the first token, MIT. */
    BGE_SMALL("bge-small-en-v1.5");

    private final String resource;

    Models(String resource) {
        this.resource = resource;
    }

    /** Opens the model. */
    public BaseModel open(int threads) {
        return BaseModel.open(bytes(resource + ".onnx"), ModelOptions.defaults().withThreads(threads));
    }

    /** The model's tokenizer. */
    public TokenizerFile tokenizer() {
        return TokenizerFile.of(new String(bytes(resource + "-tokenizer.json"), StandardCharsets.UTF_8));
    }

    /** The size of the model file, in bytes. */
    public long size() {
        return bytes(resource + ".onnx").length;
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
