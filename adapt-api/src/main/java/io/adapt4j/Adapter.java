package io.adapt4j;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.format.PeftFormat;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.Methods;
import io.adapt4j.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * An immutable adapter: a method's configuration, one delta per target module, a head where the task needs one, a
 * manifest, and documents that were added later, such as the verdict of a gate. It holds host memory only and knows no
 * engine.
 */
public final class Adapter {
    private static final Pattern DOCUMENT = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final Set<String> TAKEN = Set.of("manifest", "tokenizer");

    private final MethodConfig method;
    private final List<ModuleDelta> deltas;
    private final Optional<Head> head;
    private final Optional<TokenizerFile> tokenizer;
    private final Manifest manifest;
    private final ContentHash hash;
    private final SortedMap<String, JsonObject> documents;

    /**
     * @throws InvalidAdapterException when two deltas are for one module, or the head does not fit the task's labels
     */
    public Adapter(
            MethodConfig method,
            List<ModuleDelta> deltas,
            Optional<Head> head,
            Optional<TokenizerFile> tokenizer,
            Manifest manifest) {
        this.method = method;
        this.deltas = deltas.stream()
                .sorted(Comparator.comparing(ModuleDelta::module))
                .toList();
        this.head = head;
        this.tokenizer = tokenizer;
        this.manifest = manifest;
        requireShared();
        Set<String> modules = new HashSet<>();
        for (ModuleDelta delta : deltas) {
            if (!modules.add(delta.module())) {
                throw new InvalidAdapterException("The adapter has two deltas for the module " + delta.module());
            }
        }
        this.hash = hashOf(this.deltas, head, method, manifest);
        this.documents = new TreeMap<>();
    }

    private Adapter(Adapter from, SortedMap<String, JsonObject> documents) {
        this.method = from.method;
        this.deltas = from.deltas;
        this.head = from.head;
        this.tokenizer = from.tokenizer;
        this.manifest = from.manifest;
        this.hash = from.hash;
        this.documents = documents;
    }

    private void requireShared() {
        for (Map.Entry<String, Tensor> tensor : shared().entrySet()) {
            for (ModuleDelta delta : deltas) {
                Tensor own = delta.parameter(tensor.getKey());
                if (own != tensor.getValue() && !own.equals(tensor.getValue())) {
                    throw new InvalidAdapterException("All modules of a " + method.peftType() + " adapter share one "
                            + tensor.getKey() + ", but " + delta.module() + " has another");
                }
            }
        }
    }

    /**
     * Reads an adapter from a directory in PEFT's layout; see {@link PeftFormat}.
     *
     * @throws InvalidAdapterException when a file is missing, truncated, malformed or altered
     * @throws io.adapt4j.error.UnsupportedFeatureException when the configuration asks for what is not supported here
     */
    public static Adapter load(Path directory) {
        return PeftFormat.read(directory);
    }

    /** Writes the adapter to a directory in PEFT's layout, replacing an adapter that is there, all or nothing. */
    public void save(Path directory) {
        save(directory, Map.of());
    }

    /**
     * As {@link #save(Path)}, with documents beside it that are no part of the adapter, such as what its training cost: the
     * manifest names them, but not their hashes, and reading the adapter does not need them.
     *
     * @param documents the content of each, by its file name
     */
    public void save(Path directory, Map<String, byte[]> documents) {
        PeftFormat.write(this, directory, documents);
    }

    public MethodConfig method() {
        return method;
    }

    /** One delta per adapted module, sorted by the module's path. */
    public List<ModuleDelta> deltas() {
        return deltas;
    }

    public Optional<Head> head() {
        return head;
    }

    /** The tokenizer it was trained with, where it takes texts. */
    public Optional<TokenizerFile> tokenizer() {
        return tokenizer;
    }

    public Manifest manifest() {
        return manifest;
    }

    /** The identity of the adapter: the hash of its configuration, weights, head and task. */
    public ContentHash hash() {
        return hash;
    }

    /** What was added to it since it was trained, by name; see {@link #withDocument}. The objects are copies. */
    public SortedMap<String, JsonObject> documents() {
        SortedMap<String, JsonObject> copies = new TreeMap<>();
        documents.forEach((name, document) -> copies.put(name, document.deepCopy()));
        return copies;
    }

    /**
     * The same adapter with a document beside it, in the place of one of that name. It is saved as {@code <name>.json} and
     * its hash is listed in the manifest's file, so that a change to it shows. It is no part of the adapter's {@link #hash}.
     *
     * @param name lower-case letters, digits and hyphens, such as {@code verdict}
     * @throws InvalidAdapterException when the name is another, or one that the format itself uses
     */
    public Adapter withDocument(String name, JsonObject document) {
        if (!DOCUMENT.matcher(name).matches() || TAKEN.contains(name)) {
            throw new InvalidAdapterException(
                    "A document's name is of lower-case letters, digits and hyphens, at most 64,"
                            + " begins with a letter and is none of " + new TreeSet<>(TAKEN) + ", but was \"" + name
                            + "\"");
        }
        SortedMap<String, JsonObject> all = new TreeMap<>(documents);
        all.put(name, document.deepCopy());
        return new Adapter(this, all);
    }

    /** The bytes of all its weights. */
    public long weightBytes() {
        Set<String> shared = Methods.of(method).shared();
        long bytes = shared().values().stream().mapToLong(Tensor::byteSize).sum();
        for (ModuleDelta delta : deltas) {
            for (Map.Entry<String, Tensor> parameter : delta.parameters().entrySet()) {
                bytes += shared.contains(parameter.getKey())
                        ? 0
                        : parameter.getValue().byteSize();
            }
        }
        return bytes
                + head.map(h -> (long) h.weight().byteSize() + h.bias().byteSize())
                        .orElse(0L);
    }

    /**
     * The same adapter bound to another base: the caller's word that it fits, for an adapter that came without a
     * manifest or whose base is known to be equivalent. Shapes are still checked when it is deployed.
     */
    public Adapter boundTo(ContentHash base) {
        return new Adapter(new Adapter(method, deltas, head, tokenizer, manifest.withBase(base)), documents);
    }

    /** The tensors that all modules share, by name; none for most methods. */
    public SortedMap<String, Tensor> shared() {
        return sharedOf(deltas, method);
    }

    private static SortedMap<String, Tensor> sharedOf(List<ModuleDelta> deltas, MethodConfig method) {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        if (!deltas.isEmpty()) {
            for (String name : Methods.of(method).shared()) {
                tensors.put(name, deltas.get(0).parameter(name));
            }
        }
        return tensors;
    }

    private static ContentHash hashOf(
            List<ModuleDelta> deltas, Optional<Head> head, MethodConfig method, Manifest manifest) {
        Hasher hasher = Hashing.sha256().newHasher();
        Set<String> shared = Methods.of(method).shared();
        put(hasher, method.toString());
        put(hasher, manifest.task().map(Object::toString).orElse(""));
        for (ModuleDelta delta : deltas) {
            put(hasher, delta.module());
            delta.parameters().forEach((name, tensor) -> {
                if (!shared.contains(name)) {
                    put(hasher, name, tensor);
                }
            });
        }
        sharedOf(deltas, method).forEach((name, tensor) -> put(hasher, name, tensor));
        head.ifPresent(h -> {
            put(hasher, "head.weight", h.weight());
            put(hasher, "head.bias", h.bias());
        });
        return ContentHash.of(hasher);
    }

    private static void put(Hasher hasher, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        hasher.putInt(bytes.length).putBytes(bytes);
    }

    private static void put(Hasher hasher, String name, Tensor tensor) {
        put(hasher, name);
        put(hasher, tensor.toString());
        hasher.putBytes(tensor.data());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Adapter that
                && hash.equals(that.hash)
                && manifest.equals(that.manifest)
                && tokenizer.equals(that.tokenizer)
                && documents.equals(that.documents);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return method.peftType() + " adapter " + hash.abbreviated() + " of " + deltas.size() + " modules";
    }
}
