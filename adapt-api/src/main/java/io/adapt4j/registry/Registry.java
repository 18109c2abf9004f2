package io.adapt4j.registry;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.error.DamagedRegistryException;
import io.adapt4j.error.RegistryException;
import io.adapt4j.format.PeftFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * The versioned store of adapters, safe for many threads and many processes. Whatever a method that changes something returned from is
 * durable; what it did not return from has happened as a whole or not at all.
 *
 * <ul>
 *   <li>A <b>version</b> is an adapter as it was registered under a name. It is found by the hash of all its files and never changes.
 *   <li><b>Notes</b> are what is said of a version later: tags, files beside it, legal holds.
 *   <li>An <b>alias</b>, such as {@code champion}, points at one version of an adapter. Whoever moves it says which revision of it was
 *       seen; if it is another by now, nothing is moved ({@link io.adapt4j.error.ConflictException}), so of many who move from one
 *       revision exactly one succeeds. Looking at an alias is cheap enough to be done many times a second.
 *   <li>A <b>state</b> is another part's document, changed in the same way.
 * </ul>
 *
 * <p>Names of adapters, aliases, tags, attachments, holds and states are of lower-case letters, digits, dots, hyphens and underscores,
 * begin with a letter or digit and have at most 128 characters.
 *
 * <p>Every method throws {@link io.adapt4j.error.StorageException} when the disk or the database fails, {@link
 * DamagedRegistryException}, which names the record or file, when something there is not what was written, and {@link
 * RegistryException} for what is not there or not allowed.
 */
public final class Registry implements AutoCloseable {
    private final RegistryStore store;
    private final VersionCheck check;
    private final Records records;

    /** The registry in a store. Nothing is checked at {@link #load} but that a version's bytes are those that were registered. */
    public Registry(RegistryStore store) {
        this(store, (version, files, attachments) -> {});
    }

    private Registry(RegistryStore store, VersionCheck check) {
        this.store = store;
        this.check = check;
        this.records = new Records(store, store.toString());
    }

    /** The same registry, which gives out an adapter only after this check too. */
    public Registry withCheck(VersionCheck also) {
        return new Registry(store, (version, files, attachments) -> {
            check.check(version, files, attachments);
            also.check(version, files, attachments);
        });
    }

    /**
     * Adds an adapter under a name. Where the same content is there already, the version stays as it was registered first; it gets the
     * tags and attachments given here too, and files of it that were damaged are repaired.
     *
     * @throws RegistryException when a parent is not there, or an attachment is there with other content
     */
    public AdapterVersion register(String adapter, Adapter content, Registration registration) {
        SortedMap<String, byte[]> files = PeftFormat.files(content);
        SortedMap<String, StoredFile> described = FileObjects.describe(files);
        AdapterVersion fresh = new AdapterVersion(
                new VersionId(adapter, AdapterVersion.hashOf(described)),
                content.hash(),
                described,
                Lineage.of(content.manifest(), registration.parents()),
                registration.change());
        return store.write(writer -> {
            Records current = new Records(writer, store.toString());
            registration.parents().forEach(parent -> VersionRecords.get(current, parent));
            Optional<AdapterVersion> old = VersionRecords.find(current, fresh.id());
            VersionNotes notes = old.map(version -> NoteRecords.get(current, version.id()))
                    .orElseGet(() -> VersionNotes.none(fresh.id()))
                    .registered(registration.change());
            for (Map.Entry<String, String> tag : registration.tags().entrySet()) {
                notes = notes.withTag(tag.getKey(), tag.getValue(), registration.change());
            }
            for (Map.Entry<String, StoredFile> file :
                    FileObjects.describe(registration.attachments()).entrySet()) {
                notes = notes.withAttachment(file.getKey(), file.getValue(), registration.change());
            }
            files.values().forEach(writer::putObject);
            registration.attachments().values().forEach(writer::putObject);
            NoteRecords.put(writer, notes);
            AdapterVersion version = old.orElse(fresh);
            VersionRecords.put(writer, version);
            return version;
        });
    }

    /** The names under which there are versions. */
    public SortedSet<String> adapters() {
        return VersionRecords.adapters(records);
    }

    /** The versions of an adapter; none for a name that is not known. */
    public Versions versions(String adapter) {
        return VersionRecords.all(records, adapter);
    }

    /** What is recorded of a version; empty when it is not there. */
    public Optional<AdapterVersion> find(VersionId id) {
        return VersionRecords.find(records, id);
    }

    /**
     * What is recorded of a version.
     *
     * @throws RegistryException when it is not there
     */
    public AdapterVersion version(VersionId id) {
        return VersionRecords.get(records, id);
    }

    /** A version's files by name, each checked against its hash. */
    public SortedMap<String, byte[]> files(VersionId id) {
        return FileObjects.read(records, id, version(id).files());
    }

    /**
     * One of a version's files or, where none has that name, of what is attached to it; checked against its hash.
     *
     * @throws RegistryException when there is neither
     */
    public byte[] file(VersionId id, String name) {
        AdapterVersion version = version(id);
        SortedMap<String, StoredFile> attached = notes(id).attachments();
        StoredFile file = version.files().getOrDefault(name, attached.get(name));
        if (file == null) {
            throw new RegistryException("The version " + id + " has no file \"" + name + "\"; it has "
                    + version.files().keySet() + " and, attached, " + attached.keySet());
        }
        return FileObjects.read(records, id, name, file);
    }

    /** What is attached to a version by name, each checked against its hash. */
    public SortedMap<String, byte[]> attachments(VersionId id) {
        return FileObjects.read(records, id, notes(id).attachments());
    }

    /**
     * The adapter itself, after its bytes were checked against the version and the registry's checks have let it pass.
     *
     * @throws DamagedRegistryException when a file is missing or altered; the message names it
     */
    public Adapter load(VersionId id) {
        AdapterVersion version = version(id);
        SortedMap<String, byte[]> files = FileObjects.read(records, id, version.files());
        check.check(version, new TreeMap<>(files), attachments(id));
        return PeftFormat.read(files, id.toString());
    }

    /** What is said of a version. */
    public VersionNotes notes(VersionId id) {
        return NoteRecords.get(records, id);
    }

    /** Sets a tag of a version, in the place of one of that key. */
    public VersionNotes tag(VersionId id, String key, String value, Change change) {
        return NoteRecords.change(store, id, notes -> notes.withTag(key, value, change));
    }

    /** Takes a tag from a version that has it. */
    public VersionNotes untag(VersionId id, String key, Change change) {
        return NoteRecords.change(store, id, notes -> notes.withoutTag(key, change));
    }

    /**
     * Adds a file beside a version, such as a verdict or a signature. It stays as long as the version does.
     *
     * @throws RegistryException when there is one of that name with other content
     */
    public VersionNotes attach(VersionId id, String name, byte[] content, Change change) {
        return NoteRecords.attach(store, id, name, content, change);
    }

    /** Forbids that a version is deleted, on behalf of a case. */
    public VersionNotes hold(VersionId id, String name, Change change) {
        return NoteRecords.change(store, id, notes -> notes.withHold(name, change));
    }

    /** Ends a case's hold on a version; those of others stay. */
    public VersionNotes release(VersionId id, String name, Change change) {
        return NoteRecords.change(store, id, notes -> notes.withoutHold(name, change));
    }

    /** An alias as it is now; of revision 0 when it was never set. */
    public Alias alias(String adapter, String name) {
        return AliasRecords.get(records, adapter, name);
    }

    /** The aliases of an adapter, by name, also those that were removed. */
    public List<Alias> aliases(String adapter) {
        return AliasRecords.all(records, adapter);
    }

    /** The moves of an alias up to the given one, the oldest first. */
    public List<Alias> history(Alias alias) {
        return AliasRecords.history(records, alias);
    }

    /**
     * Points an alias at a version. If it points there already, nothing changes.
     *
     * @param seen the alias as the caller saw it
     * @return the alias after the move
     * @throws io.adapt4j.error.ConflictException when it has been moved since
     */
    public Alias move(Alias seen, VersionId to, Change change) {
        return AliasRecords.move(store, seen, Optional.of(to), change);
    }

    /** Lets an alias point at nothing; as {@link #move}. */
    public Alias remove(Alias seen, Change change) {
        return AliasRecords.move(store, seen, Optional.empty(), change);
    }

    /**
     * Points an alias at the version that it pointed at before the current one; done again, at the one before that.
     *
     * @throws io.adapt4j.error.ConflictException when it has been moved since it was seen
     * @throws RegistryException when there is none before, or it was collected
     */
    public Alias rollBack(Alias seen, Change change) {
        return AliasRecords.rollBack(store, seen, change);
    }

    /** A state as it is now; of revision 0 when it was never set. */
    public State state(String kind, String name) {
        return StateRecords.get(records, kind, name);
    }

    /** The states of a kind, by name. */
    public List<State> states(String kind) {
        return StateRecords.all(records, kind);
    }

    /**
     * Replaces the content of a state.
     *
     * @param seen the state as the caller saw it
     * @throws io.adapt4j.error.ConflictException when it has been changed since
     */
    public State put(State seen, JsonObject content) {
        return StateRecords.put(store, seen, content);
    }

    /**
     * Deletes the versions that nothing needs. What an alias points at, or pointed at and can be rolled back to, what is under a legal
     * hold, what the retention asks for, and the ancestors of all these stay. A damaged record stays, and as long as there is one, so
     * do all files, for it is not known which it needs.
     *
     * @throws DamagedRegistryException when the record of an alias is damaged; nothing was deleted
     */
    public Collected collect(Retention retention) {
        return store.write(writer -> new Collector(writer, store.toString(), retention).collect());
    }

    /** Closes the store. */
    @Override
    public void close() {
        store.close();
    }
}
