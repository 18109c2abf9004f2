package io.adapt4j.trust;

import io.adapt4j.Adapter;
import io.adapt4j.ContentHash;
import io.adapt4j.error.TrustException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who may sign what. Every rule that matches an adapter's name must be met, and at least one must match, so that a further rule
 * can only forbid more. Every signature that is there must be valid and of a signer that the policy knows: one that was skipped
 * could hide that it was altered.
 *
 * @param signers by a name of the policy's choice
 * @param clock the time at which certificates must be valid
 * @param mostBytes of the files of one adapter, read from a directory
 */
public record TrustPolicy(
        SortedMap<String, TrustedSigner> signers, List<TrustRule> rules, Clock clock, long mostBytes) {
    private static final long MOST_BYTES = 1L << 30;

    public TrustPolicy {
        signers = Collections.unmodifiableSortedMap(new TreeMap<>(signers));
        rules = List.copyOf(rules);
        for (TrustRule rule : rules) {
            for (String signer : rule.signers()) {
                if (!signers.containsKey(signer)) {
                    throw new TrustException(
                            "The policy",
                            "has a rule with the unknown signer \"" + signer + "\"; it has " + signers.keySet());
                }
            }
        }
        if (new HashSet<>(signers.values()).size() < signers.size()) {
            throw new TrustException("The policy", "has one signer under two names, who would count twice");
        }
    }

    /** A policy that trusts nobody yet, by the system's clock, for adapters of at most 1 GiB. */
    public static TrustPolicy none() {
        return new TrustPolicy(new TreeMap<>(), List.of(), Clock.systemUTC(), MOST_BYTES);
    }

    /**
     * Reads a policy from a JSON document; docs/trust.md shows one.
     *
     * @throws TrustException when it cannot be read, is malformed, or has anything that is not known
     */
    public static TrustPolicy read(Path document) {
        return PolicyDocument.read(document);
    }

    /** The same with a further signer, or another one of that name. */
    public TrustPolicy withSigner(String name, TrustedSigner signer) {
        SortedMap<String, TrustedSigner> more = new TreeMap<>(signers);
        more.put(name, signer);
        return new TrustPolicy(more, rules, clock, mostBytes);
    }

    /** The same with a further rule, for signers that it has. */
    public TrustPolicy withRule(TrustRule rule) {
        List<TrustRule> more = new ArrayList<>(rules);
        more.add(rule);
        return new TrustPolicy(signers, more, clock, mostBytes);
    }

    public TrustPolicy withClock(Clock newClock) {
        return new TrustPolicy(signers, rules, newClock, mostBytes);
    }

    public TrustPolicy withMostBytes(long bytes) {
        return new TrustPolicy(signers, rules, clock, bytes);
    }

    /**
     * Reads an adapter from a directory if it may be used. Its name is the directory's.
     *
     * @throws TrustException when a file is altered, missing or not covered, or the signatures are not those that the rules ask for
     * @throws io.adapt4j.error.InvalidAdapterException when what was signed is no adapter
     */
    public Adapter load(Path directory) {
        return verify(directory).adapter();
    }

    /** As {@link #load(Path)}, for an adapter that is to be used under another name than the directory's. */
    public Adapter load(Path directory, String name) {
        return verify(directory, name).adapter();
    }

    /** As {@link #load(Path)}, also telling who has signed. */
    public VerifiedFiles verify(Path directory) {
        return verify(directory, AdapterSignatures.nameOf(directory));
    }

    /** As {@link #load(Path, String)}, also telling who has signed. */
    public VerifiedFiles verify(Path directory, String name) {
        return verify(name, DirectoryFiles.read(directory, mostBytes));
    }

    /**
     * Verifies the files of an adapter, wherever they come from.
     *
     * @param name what the adapter is to be used as
     * @param files the content of each by its path, with the signatures among them
     * @return what may be used; nothing else may
     * @throws TrustException as {@link #load(Path)}
     */
    public VerifiedFiles verify(String name, SortedMap<String, byte[]> files) {
        SortedMap<String, byte[]> content = AdapterSignatures.withoutSignatures(files);
        List<TrustRule> matching =
                rules.stream().filter(rule -> rule.matches(name)).toList();
        if (matching.isEmpty()) {
            throw new TrustException(name, "is trusted by no rule of the policy");
        }
        Map<String, Signed> signed = new TreeMap<>();
        Instant now = clock.instant();
        for (String file : AdapterSignatures.NAMES) {
            byte[] bytes = files.get(file);
            if (bytes != null) {
                Bundle bundle = Bundle.parse(file, bytes, Statement.PAYLOAD_TYPE);
                String signer = claimed(bundle);
                PublicKey key = SignerCheck.verify(trusted(signer), bundle, now);
                Statement statement = Statement.parse(file, bundle.payload());
                statement.check(file, content);
                if (signed.put(signer, new Signed(key, statement)) != null) {
                    throw new TrustException(file, "is a second signature by " + signer);
                }
            }
        }
        if (signed.isEmpty()) {
            throw new TrustException(AdapterSignatures.NAMES.get(0), "is missing: " + name + " is not signed");
        }
        matching.forEach(rule -> require(rule, name, signed));
        ContentHash root = signed.values().iterator().next().statement.root();
        return new VerifiedFiles(name, new TreeSet<>(signed.keySet()), root, content);
    }

    /**
     * As {@link #verify(String, SortedMap)}, where signatures are kept elsewhere than the files, as a registry does.
     *
     * @param attachments what is kept beside the files, by its name; what is no signature is not looked at
     */
    public VerifiedFiles verify(String name, SortedMap<String, byte[]> files, SortedMap<String, byte[]> attachments) {
        SortedMap<String, byte[]> all = new TreeMap<>(files);
        attachments.forEach((file, bytes) -> {
            if (AdapterSignatures.NAMES.contains(file)) {
                all.put(file, bytes);
            }
        });
        return verify(name, all);
    }

    /** A valid signature over all files. */
    private record Signed(PublicKey key, Statement statement) {}

    private TrustedSigner trusted(String name) {
        return Objects.requireNonNull(signers.get(name));
    }

    private String claimed(Bundle bundle) {
        for (Map.Entry<String, TrustedSigner> signer : signers.entrySet()) {
            if (SignerCheck.isClaimed(signer.getValue(), bundle)) {
                return signer.getKey();
            }
        }
        throw new TrustException(
                bundle.file(), "was altered, or is not signed by any of the policy's signers " + signers.keySet());
    }

    private static void require(TrustRule rule, String name, Map<String, Signed> signed) {
        Set<PublicKey> keys = new HashSet<>();
        Set<String> others = new TreeSet<>();
        signed.forEach((signer, signature) -> {
            if (rule.signers().contains(signer)) {
                if (rule.anySubject() || signature.statement.name().equals(name)) {
                    keys.add(signature.key);
                } else {
                    others.add(signature.statement.name());
                }
            }
        });
        if (keys.size() < rule.required()) {
            throw new TrustException(
                    AdapterSignatures.NAMES.get(0),
                    "is not enough: " + name + " needs " + rule.required() + " of the signers " + rule.signers()
                            + ", and is signed by " + signed.keySet()
                            + (others.isEmpty() ? "" : ", some of whom signed it as " + others));
        }
    }
}
