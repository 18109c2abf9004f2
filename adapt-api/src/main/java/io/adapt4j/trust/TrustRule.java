package io.adapt4j.trust;

import io.adapt4j.error.TrustException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Who must sign some adapters.
 *
 * @param adapters names of adapters or deployments, in which {@code *} stands for any characters
 * @param signers names of signers of the policy
 * @param required how many of them, with different keys
 * @param anySubject whether the name that was signed may differ from the adapter's; false, unless tools that do not know the
 *     adapter's name sign it. Where it is true, a signed adapter can be put in the place of another that the same people sign
 */
public record TrustRule(List<String> adapters, SortedSet<String> signers, int required, boolean anySubject) {

    public TrustRule {
        adapters = List.copyOf(adapters);
        signers = Collections.unmodifiableSortedSet(new TreeSet<>(signers));
        if (adapters.isEmpty() || adapters.contains("")) {
            throw new TrustException("The policy", "has a rule for no adapters; name them, or say \"*\"");
        }
        if (required < 1 || required > signers.size() || required > AdapterSignatures.NAMES.size()) {
            throw new TrustException(
                    "The policy", "has a rule that requires " + required + " of the signers " + signers);
        }
    }

    boolean matches(String name) {
        return adapters.stream().anyMatch(pattern -> glob(pattern).matcher(name).matches());
    }

    private static Pattern glob(String pattern) {
        String parts =
                Arrays.stream(pattern.split("\\*+", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(parts, Pattern.DOTALL);
    }
}
