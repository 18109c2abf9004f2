package io.adapt4j.format;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.ContentHash;
import io.adapt4j.Head;
import io.adapt4j.Manifest;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.json.Json;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.Methods;
import io.adapt4j.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An adapter as a directory in the layout of PEFT: {@code adapter_config.json} and {@code adapter_model.safetensors}
 * with PEFT's names, {@code base_model.model.<module>.lora_A.weight [rank, in]} and {@code .lora_B.weight [out, rank]},
 * a head as PEFT's {@code modules_to_save}. Beside them {@code manifest.json}, which lists the hash of every other file,
 * {@code tokenizer.json} for an adapter that takes texts, and one JSON file for each {@linkplain Adapter#documents
 * document}. A directory without a manifest, as PEFT writes it, can be read too.
 */
public final class PeftFormat {
    private static final String WEIGHTS = "adapter_model.safetensors";
    private static final String TOKENIZER = "tokenizer.json";
    private static final String PREFIX = "base_model.model.";
    private static final String SHARED_PREFIX = "base_model.";
    private static final String HEAD = "classifier";
    private static final String DOCUMENT_SUFFIX = ".json";
    private static final Pattern DELTA = Pattern.compile(Pattern.quote(PREFIX) + "(.+?)\\.([^.]+?)(\\.weight)?");

    private PeftFormat() {}

    /**
     * Reads an adapter.
     *
     * @throws InvalidAdapterException when a file is missing, truncated, malformed, altered, or does not fit the others
     * @throws UnsupportedFeatureException when the configuration asks for what would change the results and is not
     *     supported here; the message names the field
     */
    public static Adapter read(Path directory) {
        Path folder = AtomicDirectory.current(directory);
        if (!Files.isDirectory(folder)) {
            throw new InvalidAdapterException("There is no adapter directory at " + folder);
        }
        return read(new AdapterFiles.Folder(folder));
    }

    /**
     * Reads an adapter from files in memory.
     *
     * @param files the bytes of each file, by name
     * @param place where they come from, for messages
     */
    public static Adapter read(Map<String, byte[]> files, String place) {
        return read(new AdapterFiles.Held(files, place));
    }

    private static Adapter read(AdapterFiles folder) {
        byte[] configBytes = folder.bytes(PeftConfig.FILE);
        JsonObject config = Json.parse(PeftConfig.FILE, configBytes);
        MethodConfig method = PeftConfig.read(config);
        if (!folder.has(ManifestCodec.FILE)) {
            return assemble(folder, config, weights(folder), method, Optional.empty(), Manifest.empty());
        }
        var content = ManifestCodec.read(Json.parse(ManifestCodec.FILE, folder.bytes(ManifestCodec.FILE)));
        ManifestCodec.verify(content.files(), PeftConfig.FILE, ContentHash.of(configBytes));
        SafetensorsFile weights = weights(folder);
        ManifestCodec.verify(content.files(), WEIGHTS, weights.hash());
        Optional<TokenizerFile> tokenizer = Optional.empty();
        if (content.files().containsKey(TOKENIZER)) {
            byte[] json = folder.bytes(TOKENIZER);
            ManifestCodec.verify(content.files(), TOKENIZER, ContentHash.of(json));
            tokenizer = Optional.of(TokenizerFile.of(new String(json, StandardCharsets.UTF_8)));
        }
        MethodConfig original = method.withTargets(content.targets());
        Adapter adapter = assemble(folder, config, weights, original, tokenizer, content.manifest());
        if (!adapter.hash().equals(content.adapter())) {
            throw new InvalidAdapterException("The adapter in " + folder + " was altered: its hash is " + adapter.hash()
                    + ", but " + ManifestCodec.FILE + " says " + content.adapter());
        }
        return withDocuments(adapter, folder, content.files());
    }

    /** Adds the documents, which are all files that the manifest lists and the format itself does not know. */
    private static Adapter withDocuments(Adapter adapter, AdapterFiles folder, SortedMap<String, ContentHash> files) {
        Adapter whole = adapter;
        for (String file : files.keySet()) {
            if (file.endsWith(DOCUMENT_SUFFIX) && !file.equals(PeftConfig.FILE) && !file.equals(TOKENIZER)) {
                // Adding an empty one checks the name before anything of that name is looked for.
                String name = file.substring(0, file.length() - DOCUMENT_SUFFIX.length());
                whole = whole.withDocument(name, new JsonObject());
                byte[] bytes = folder.bytes(file);
                ManifestCodec.verify(files, file, ContentHash.of(bytes));
                whole = whole.withDocument(name, Json.parse(file, bytes));
            }
        }
        return whole;
    }

    private static SafetensorsFile weights(AdapterFiles folder) {
        folder.require(WEIGHTS);
        return folder.tensors(WEIGHTS);
    }

    private static Adapter assemble(
            AdapterFiles folder,
            JsonObject config,
            SafetensorsFile weights,
            MethodConfig method,
            Optional<TokenizerFile> tokenizer,
            Manifest manifest) {
        SortedMap<String, Tensor> tensors = weights.tensors();
        Optional<Head> head = head(tensors, PeftConfig.modulesToSave(config));
        SortedMap<String, Tensor> shared = new TreeMap<>();
        for (String name : Methods.of(method).shared()) {
            Tensor tensor = tensors.remove(SHARED_PREFIX + name);
            if (tensor == null) {
                throw new UnsupportedFeatureException(WEIGHTS + " has no " + SHARED_PREFIX + name
                        + ": an adapter saved without the matrices that its modules share cannot be read");
            }
            shared.put(name, tensor);
        }
        SortedMap<String, SortedMap<String, Tensor>> byModule = new TreeMap<>();
        tensors.forEach((name, tensor) -> {
            Matcher matcher = DELTA.matcher(name);
            if (!matcher.matches() || !name.equals(fileName(method, matcher.group(1), matcher.group(2)))) {
                throw new UnsupportedFeatureException("The tensor \"" + name + "\" in " + WEIGHTS
                        + " is neither a weight of " + method.peftType() + " nor part of a head");
            }
            byModule.computeIfAbsent(matcher.group(1), module -> new TreeMap<>())
                    .put(matcher.group(2), tensor);
        });
        if (byModule.isEmpty()) {
            throw new InvalidAdapterException(WEIGHTS + " in " + folder + " has no weights of " + method.peftType());
        }
        List<ModuleDelta> deltas = new ArrayList<>();
        byModule.forEach((module, parameters) -> {
            parameters.putAll(shared);
            ModuleDelta delta = new ModuleDelta(module, parameters);
            Methods.check(method, delta, null);
            deltas.add(delta);
        });
        return new Adapter(method, deltas, head, tokenizer, manifest);
    }

    private static String fileName(MethodConfig method, String module, String parameter) {
        return PREFIX + module + "." + parameter + Methods.of(method).suffix(parameter);
    }

    /** Takes the head's tensors out of the map. */
    private static Optional<Head> head(SortedMap<String, Tensor> tensors, List<String> saved) {
        if (saved.isEmpty()) {
            return Optional.empty();
        }
        if (saved.size() > 1) {
            throw new UnsupportedFeatureException(
                    "modules_to_save is " + saved + "; supported is one linear head, such as [" + HEAD + "]");
        }
        String name = PREFIX + saved.get(0);
        Tensor weight = tensors.remove(name + ".weight");
        Tensor bias = tensors.remove(name + ".bias");
        if (weight == null) {
            throw new InvalidAdapterException(
                    "modules_to_save names \"" + saved.get(0) + "\", but there is no tensor " + name + ".weight");
        }
        // What is not empty has fewer than 2^31 of each.
        if (weight.shape().dimension() != 2 || weight.byteSize() == 0) {
            throw new InvalidAdapterException(
                    name + ".weight should be [labels, hidden] with at least one of each, but is " + weight);
        }
        Tensor shift = bias != null ? bias : Tensor.of(new float[(int) weight.dimension(0)], weight.dimension(0));
        return Optional.of(new Head(weight, shift));
    }

    /**
     * Writes an adapter, replacing an adapter that is there, all or nothing.
     *
     * @param documents other files to be written beside it, by name; the manifest lists their names alone
     * @throws InvalidAdapterException when the directory exists and is not an adapter's, or it cannot be written; what
     *     was there before is still there
     */
    public static void write(Adapter adapter, Path directory, Map<String, byte[]> documents) {
        if (Files.exists(directory) && !Files.exists(directory.resolve(PeftConfig.FILE)) && !isEmpty(directory)) {
            throw new InvalidAdapterException("Will not replace " + directory.toAbsolutePath()
                    + ": it is not an adapter directory (it has no " + PeftConfig.FILE + ")");
        }
        try {
            AtomicDirectory.write(directory, allFiles(adapter, documents));
        } catch (IOException e) {
            throw new InvalidAdapterException(
                    "Cannot write the adapter to " + directory.toAbsolutePath() + ": " + e
                            + "; what was there before is still there",
                    e);
        }
    }

    private static boolean isEmpty(Path directory) {
        try (var entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /** The files that {@link Adapter#save(Path)} writes, by name. */
    public static SortedMap<String, byte[]> files(Adapter adapter) {
        return new TreeMap<>(allFiles(adapter, Map.of()));
    }

    private static Map<String, byte[]> allFiles(Adapter adapter, Map<String, byte[]> documents) {
        MethodConfig method = adapter.method();
        Map<String, Tensor> shared = adapter.shared();
        Map<String, Tensor> tensors = new TreeMap<>();
        List<String> modules = new ArrayList<>();
        for (ModuleDelta delta : adapter.deltas()) {
            modules.add(delta.module());
            delta.parameters().forEach((name, tensor) -> {
                if (!shared.containsKey(name)) {
                    tensors.put(fileName(method, delta.module(), name), tensor);
                }
            });
        }
        shared.forEach((name, tensor) -> tensors.put(SHARED_PREFIX + name, tensor));
        adapter.head().ifPresent(head -> {
            tensors.put(PREFIX + HEAD + ".weight", head.weight());
            tensors.put(PREFIX + HEAD + ".bias", head.bias());
        });
        ByteArrayOutputStream weights = new ByteArrayOutputStream();
        try {
            Safetensors.write(tensors, weights);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory does not fail", e);
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        String head = adapter.head().isPresent() ? HEAD : "";
        files.put(PeftConfig.FILE, Json.write(PeftConfig.write(method, modules, head)));
        files.put(WEIGHTS, weights.toByteArray());
        adapter.tokenizer()
                .ifPresent(tokenizer -> files.put(TOKENIZER, tokenizer.json().getBytes(StandardCharsets.UTF_8)));
        adapter.documents().forEach((name, document) -> files.put(name + DOCUMENT_SUFFIX, Json.write(document)));
        SortedMap<String, ContentHash> hashes = new TreeMap<>();
        files.forEach((name, bytes) -> hashes.put(name, ContentHash.of(bytes)));
        JsonObject manifest = ManifestCodec.write(
                new ManifestCodec.Content(adapter.manifest(), method.targets(), adapter.hash(), hashes));
        ManifestCodec.listDocuments(manifest, documents.keySet());
        files.put(ManifestCodec.FILE, Json.write(manifest));
        documents.forEach((name, content) -> {
            if (files.putIfAbsent(name, content) != null) {
                throw new InvalidAdapterException("A document beside an adapter cannot be called " + name
                        + ", which is a file of the adapter itself");
            }
        });
        return files;
    }
}
