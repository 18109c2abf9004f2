package io.adapt4j.train.testing;

/**
 * The size of a {@link TinyBase}.
 *
 * @param layers transformer layers, at least 1
 * @param hidden size of the hidden states, a multiple of {@code heads}
 * @param heads attention heads, at least 1
 */
public record TinyShape(int layers, int hidden, int heads) {

    public TinyShape {
        if (layers < 1 || heads < 1 || hidden < heads || hidden % heads != 0) {
            throw new IllegalArgumentException(
                    "A tiny base has at least one layer and one head, and a hidden size that is a"
                            + " multiple of its heads, but given were " + layers + " layers, " + hidden + " and "
                            + heads);
        }
    }

    /** One layer of hidden size 32 with two heads. */
    public static TinyShape usual() {
        return new TinyShape(1, 32, 2);
    }
}
