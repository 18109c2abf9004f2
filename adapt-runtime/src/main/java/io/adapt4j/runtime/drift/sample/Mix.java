package io.adapt4j.runtime.drift.sample;

/** A mixing of 64 bits that looks random and is one to one: the finaliser of SplitMix64 (Steele, Lea and Flood 2014). */
public final class Mix {
    private Mix() {}

    public static long of(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** A hash of a whole text. */
    public static long of(String text) {
        return of(((long) text.length() << 32) ^ (text.hashCode() & 0xffffffffL));
    }
}
