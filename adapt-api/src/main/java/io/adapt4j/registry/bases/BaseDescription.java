package io.adapt4j.registry.bases;

import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.RegistryException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a base model is.
 *
 * @param name what people call it, such as {@code all-minilm-l6-v2}; versions of one model may share it
 * @param hash its content hash, {@link BaseModel#hash}, to which adapters are bound
 * @param engine what runs it: {@code onnx} or {@code pytorch}
 * @param licence an SPDX licence expression, such as {@code Apache-2.0} or {@code LicenseRef-acme}
 * @param tokenizer the hash of its tokenizer.json, where it takes text
 * @param targets its target modules by role and shape
 * @param size the bytes of its files; 0 where that is not said
 * @param source where it comes from, for people; nothing is fetched from there
 */
public record BaseDescription(
        String name,
        ContentHash hash,
        String engine,
        String licence,
        Optional<ContentHash> tokenizer,
        List<TargetGroup> targets,
        long size,
        String source) {
    /** The form of an SPDX licence expression (SPDX specification 2.3, annex D); whether a licence of that name is listed is not asked. */
    private static final Pattern SPDX =
            Pattern.compile("\\(*[A-Za-z0-9.:+-]+\\)*( (AND|OR|WITH) \\(*[A-Za-z0-9.:+-]+\\)*)*");

    /** @throws RegistryException when the name is blank, the licence is no SPDX expression or the size negative */
    public BaseDescription {
        targets = List.copyOf(targets);
        if (name.isBlank()) {
            throw new RegistryException("The name of a base model should say which it is, but was \"" + name + "\"");
        }
        if (!SPDX.matcher(licence).matches()) {
            throw new RegistryException("The licence of the base model " + name
                    + " should be an SPDX expression, such as"
                    + " Apache-2.0, \"MIT OR Apache-2.0\" or LicenseRef-acme for one of your own, but was \"" + licence
                    + "\"");
        }
        if (size < 0) {
            throw new RegistryException("The size of the base model " + name + " cannot be " + size + " bytes");
        }
    }

    /** A model that is open; without tokenizer, size and source. */
    public static BaseDescription of(BaseModel base, String name, String licence) {
        return new BaseDescription(
                name,
                base.hash(),
                base.engine(),
                licence,
                Optional.empty(),
                TargetGroup.of(base.targetModules()),
                0,
                "");
    }

    public BaseDescription withTokenizer(TokenizerFile file) {
        return new BaseDescription(name, hash, engine, licence, Optional.of(file.hash()), targets, size, source);
    }

    /** @param bytes of all its files */
    public BaseDescription withSize(long bytes) {
        return new BaseDescription(name, hash, engine, licence, tokenizer, targets, bytes, source);
    }

    /** @param from a URI, or a sentence */
    public BaseDescription withSource(String from) {
        return new BaseDescription(name, hash, engine, licence, tokenizer, targets, size, from);
    }
}
