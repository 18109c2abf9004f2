package io.adapt4j.trust;

import io.adapt4j.error.TrustException;
import java.util.regex.Pattern;

/** Names of files in a statement: OMS, sections 6.1.2 and 6.3.2. */
final class ResourceNames {
    private static final Pattern SHARD = Pattern.compile(":(0|[1-9][0-9]{0,17}):[1-9][0-9]{0,17}$");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\\\]");
    private static final int LONGEST = 1024;

    private ResourceNames() {}

    /** Throws unless a name is a relative path in its canonical form that stays within its directory. */
    static void require(String file, String name) {
        boolean canonical = !name.isEmpty()
                && name.length() <= LONGEST
                && !CONTROL.matcher(name).find();
        for (String part : name.split("/", -1)) {
            canonical &= !part.isEmpty() && !part.equals(".") && !part.equals("..");
        }
        if (!canonical) {
            throw new TrustException(
                    file, "lists the file \"" + name + "\"; names are paths without . and .., within the directory");
        }
    }

    /** The file of which {@code file:start:end} is a part; the name itself where it has no such ending. */
    static String fileOf(String shard) {
        return SHARD.matcher(shard).replaceFirst("");
    }
}
