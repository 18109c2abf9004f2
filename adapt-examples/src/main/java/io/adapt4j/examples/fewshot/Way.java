package io.adapt4j.examples.fewshot;

/** A way of learning from a few examples. */
enum Way {
    /** Softmax regression on the vectors of the untouched base. */
    PROBE("linear probe"),
    /** LoRA and a linear head, trained together with the cross-entropy. */
    FINE_TUNING("fine-tuning"),
    /** LoRA and a cosine head that starts at the labels' centroids, trained together with the cross-entropy. */
    COSINE("fine-tuning, cosine head"),
    /** LoRA trained by contrast, then softmax regression. */
    CONTRAST("contrast, then head");

    private final String title;

    Way(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
