package io.adapt4j.runtime.drift.sample;

import java.util.Base64;
import java.util.BitSet;

/**
 * A set of token ids in 32 KiB: a Bloom filter with one hash (Bloom 1970) that is exact for ids below 262,144, more than the
 * vocabularies of most models have. Larger ids share bits.
 */
public final class TokenSet {
    private static final int BITS = 1 << 18;
    /** The bytes that a set takes. */
    public static final int BYTES = BITS / Byte.SIZE;

    private final BitSet bits = new BitSet(BITS);

    public void add(long id) {
        bits.set(bit(id));
    }

    public boolean contains(long id) {
        return bits.get(bit(id));
    }

    private static int bit(long id) {
        return (int) (id & (BITS - 1));
    }

    String toBase64() {
        return Base64.getEncoder().encodeToString(bits.toByteArray());
    }

    /** @throws IllegalArgumentException when the text is not Base64 */
    static TokenSet fromBase64(String text) {
        TokenSet set = new TokenSet();
        set.bits.or(BitSet.valueOf(Base64.getDecoder().decode(text)));
        return set;
    }
}
