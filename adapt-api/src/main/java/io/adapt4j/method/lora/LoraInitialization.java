package io.adapt4j.method.lora;

import java.util.Arrays;
import java.util.Optional;

/**
 * What LoRA's matrices A {@code [rank, in]} and B {@code [out, rank]} start with, by the names and definitions of PEFT's
 * {@code init_lora_weights}. Whatever the start, an untrained adapter changes nothing.
 */
public enum LoraInitialization {
    /** A Kaiming-uniform, B zero: PEFT's {@code true} (Hu et al., "LoRA", 2021, section 4.1). */
    KAIMING("true", false),
    /** A normal with the standard deviation {@code 1 / rank}, B zero. */
    GAUSSIAN("gaussian", false),
    /**
     * A and B random in two halves of one orthogonal basis of the rank's dimension, so that neither is zero but their product is;
     * the rank must be even.
     */
    ORTHOGONAL("orthogonal", false),
    /**
     * The principal part of the weight, {@code s B A} = its largest singular values with their vectors (Meng et al., "PiSSA:
     * Principal Singular Values and Singular Vectors Adaptation of Large Language Models", 2024, equations 2 and 3).
     */
    PISSA("pissa", true),
    /**
     * The first columns of Q and rows of R of the weight's QR decomposition (Büyükakyüz, "OLoRA: Orthonormal Low-Rank
     * Adaptation of Large Language Models", 2024, algorithm 1).
     */
    OLORA("olora", true);

    private final String peftName;
    private final boolean fromWeight;

    LoraInitialization(String peftName, boolean fromWeight) {
        this.peftName = peftName;
        this.fromWeight = fromWeight;
    }

    /** PEFT's name; {@code true} is not a string there. */
    public String peftName() {
        return peftName;
    }

    /**
     * Whether A and B start as a part of the weight. PEFT takes that part away from the base; here the base stays as it is and
     * what is trained is the difference {@code s (B A - B0 A0)}, which is saved as LoRA of twice the rank.
     */
    public boolean fromWeight() {
        return fromWeight;
    }

    /** The initialisation of that name. */
    static Optional<LoraInitialization> of(String peftName) {
        return Arrays.stream(values())
                .filter(value -> value.peftName.equals(peftName))
                .findFirst();
    }
}
