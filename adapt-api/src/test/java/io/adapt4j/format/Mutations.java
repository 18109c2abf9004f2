package io.adapt4j.format;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.SplittableRandom;

/** Broken versions of a good file: bytes changed, removed, repeated, inserted, and numbers at the edges of their ranges. */
public final class Mutations {
    private static final long[] EDGES = {
        0,
        1,
        -1,
        127,
        128,
        255,
        256,
        1 << 16,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private final SplittableRandom random;
    private final List<String> tokens;

    /** @param tokens pieces of text that the format gives a meaning to */
    public Mutations(long seed, String... tokens) {
        this.random = new SplittableRandom(seed);
        this.tokens = List.of(tokens);
    }

    /** One to four changes of a good file. */
    public byte[] of(byte[] good) {
        byte[] bytes = good.clone();
        for (int change = random.nextInt(1, 5); change > 0 && bytes.length > 0; change--) {
            bytes = once(bytes);
        }
        return bytes;
    }

    private byte[] once(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        int length = random.nextInt(1, Math.min(32, bytes.length - at) + 1);
        return switch (random.nextInt(7)) {
            case 0 -> {
                bytes[at] = (byte) random.nextInt(256);
                yield bytes;
            }
            case 1 -> {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                yield bytes;
            }
            case 2 -> splice(bytes, at, length, new byte[0]);
            case 3 -> splice(bytes, at, 0, java.util.Arrays.copyOfRange(bytes, at, at + length));
            case 4 -> {
                long edge = EDGES[random.nextInt(EDGES.length)];
                int width = 1 << random.nextInt(4);
                for (int i = 0; i < width && at + i < bytes.length; i++) {
                    bytes[at + i] = (byte) (edge >> (8 * i));
                }
                yield bytes;
            }
            case 5 -> java.util.Arrays.copyOf(bytes, at);
            default ->
                tokens.isEmpty()
                        ? bytes
                        : splice(
                                bytes,
                                at,
                                length,
                                tokens.get(random.nextInt(tokens.size())).getBytes());
        };
    }

    private static byte[] splice(byte[] bytes, int at, int removed, byte[] inserted) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.writeBytes(inserted);
        out.write(bytes, at + removed, bytes.length - at - removed);
        return out.toByteArray();
    }
}
